using System.IO.Compression;
using System.Text;

namespace Microsoft.ML;

/// <summary>A model being written. Only stock transformers can write into it.</summary>
public sealed class ModelSaveContext : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly string _directory;
    private readonly MemoryStream _bytes = new();

    internal ModelSaveContext(ZipArchive archive, string directory)
    {
        (_archive, _directory) = (archive, directory);
        Writer = new BinaryWriter(_bytes, Encoding.UTF8);
    }

    internal BinaryWriter Writer { get; }

    internal void Begin(string kind) => Writer.Write(kind);

    internal void SaveChild(ICanSaveModel child, string name) => Save(_archive, child, $"{_directory}/{name}");

    internal static void Save(ZipArchive archive, ICanSaveModel model, string directory)
    {
        using var context = new ModelSaveContext(archive, directory);
        model.Save(context);
        if (context._bytes.Length == 0)
            throw new InvalidOperationException("ModelSignature not specified!");
        using var stream = archive.CreateEntry($"{directory}/Model.key").Open();
        context._bytes.WriteTo(stream);
    }

    public void Dispose()
    {
        Writer.Dispose();
        GC.SuppressFinalize(this);
    }
}
