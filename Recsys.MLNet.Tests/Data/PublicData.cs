namespace Recsys.MLNet.Tests.Data;

/// <summary>Public data sets, where the machine has them.</summary>
internal static class PublicData
{
    public static string Folder(string name)
    {
        string? root = Environment.GetEnvironmentVariable("RECSYS_DATA");
        string path = Path.Combine(root ?? "", name);
        if (string.IsNullOrEmpty(root) || !Directory.Exists(path))
            Assert.Ignore($"set RECSYS_DATA to a folder that holds {name}");
        return path;
    }
}
