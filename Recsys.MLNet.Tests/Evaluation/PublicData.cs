using Recsys.MLNet.Data;
using Recsys.MLNet.Data.Import;

namespace Recsys.MLNet.Tests.Evaluation;

/// <summary>Public data from the folder of RECSYS_DATA, imported as a user would.</summary>
internal static class PublicData
{
    public static string Folder(string name)
    {
        string? root = Environment.GetEnvironmentVariable("RECSYS_DATA");
        if (string.IsNullOrEmpty(root) || !Directory.Exists(Path.Combine(root, name)))
            Assert.Ignore($"set RECSYS_DATA to a folder that holds {name} (see datasets/README.md)");
        return Path.Combine(root!, name);
    }

    public static InteractionLog Beauty() => InteractionLogBuilder.From(new AmazonSequencesImporter().Read(Folder("beauty"), new ImportOptions(), RunSettings.Default));

    public static InteractionLog MovieLens() => InteractionLogBuilder.From(new MovieLensImporter().Read(Folder("ml-100k"), new ImportOptions(), RunSettings.Default));
}
