using System.IO.Compression;
using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet;

/// <summary>Saving and loading of models that hold components of Recsys.MLNet.</summary>
public static class RecsysModelCatalog
{
    private const string Folder = "Recsys.MLNet/";

    /// <summary>Saves a model with the parameters of our components: ML.NET's own file with a section added for each of them.</summary>
    /// <param name="catalog"><c>ml.Model</c>.</param>
    /// <param name="model">A fitted chain or single transformer.</param>
    /// <param name="inputSchema">The schema of the data it was fitted on.</param>
    /// <param name="filePath">The file, which appears whole or not at all.</param>
    public static void SaveRecsys(this ModelOperationsCatalog catalog, ITransformer model, DataViewSchema? inputSchema, string filePath) =>
        AtomicFile.Write(filePath, stream => catalog.SaveRecsys(model, inputSchema, stream));

    /// <inheritdoc cref="SaveRecsys(ModelOperationsCatalog, ITransformer, DataViewSchema, string)"/>
    /// <param name="catalog"><c>ml.Model</c>.</param>
    /// <param name="model">A fitted chain or single transformer.</param>
    /// <param name="inputSchema">The schema of the data it was fitted on.</param>
    /// <param name="stream">Where the file goes; it stays open.</param>
    public static void SaveRecsys(this ModelOperationsCatalog catalog, ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        using var file = new MemoryStream();
        catalog.Save(model, inputSchema, file);
        using (var archive = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            var components = ModelTree.Leaves(model).OfType<RowComponent>().ToList();
            for (int i = 0; i < components.Count; i++)
            {
                using var section = archive.CreateEntry(SectionName(i)).Open();
                ModelSections.Save(components[i], section);
            }
        }
        file.WriteTo(stream);
    }

    /// <summary>Loads what <see cref="SaveRecsys(ModelOperationsCatalog, ITransformer, DataViewSchema, string)"/> saved, and plain ML.NET models too.</summary>
    /// <param name="catalog"><c>ml.Model</c>.</param>
    /// <param name="filePath">The file.</param>
    /// <param name="inputSchema">The schema of the data it was fitted on.</param>
    /// <param name="run">Threads and cancellation for our components; none of it is ever saved.</param>
    /// <exception cref="ModelFormatException">A section is missing, damaged, or of a kind this build does not know.</exception>
    public static ITransformer LoadRecsys(this ModelOperationsCatalog catalog, string filePath, out DataViewSchema inputSchema, RunSettings? run = null)
    {
        using var stream = File.OpenRead(filePath);
        return catalog.LoadRecsys(stream, out inputSchema, run);
    }

    /// <inheritdoc cref="LoadRecsys(ModelOperationsCatalog, string, out DataViewSchema, RunSettings)"/>
    /// <param name="catalog"><c>ml.Model</c>.</param>
    /// <param name="stream">The file, which can be searched in; it stays open.</param>
    /// <param name="inputSchema">The schema of the data it was fitted on.</param>
    /// <param name="run">Threads and cancellation for our components; none of it is ever saved.</param>
    public static ITransformer LoadRecsys(this ModelOperationsCatalog catalog, Stream stream, out DataViewSchema inputSchema, RunSettings? run = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(stream);
        long start = stream.Position;
        var model = catalog.Load(stream, out inputSchema);
        stream.Position = start;
        var sections = Sections(stream);
        if (sections.Count == 0)
            return model; // saved plainly: its marks say so when they are used
        int used = 0;
        var whole = ModelTree.Replace(model, leaf => SavedMark.Is(leaf) ? used < sections.Count ? sections[used++].Under(run ?? RunSettings.Default) : throw Unequal(sections.Count) : leaf);
        return used == sections.Count ? whole : throw Unequal(sections.Count);
    }

    private static List<RowComponent> Sections(Stream stream)
    {
        ComponentKinds.Register();
        var components = new List<RowComponent>();
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        for (int i = 0; archive.GetEntry(SectionName(i)) is { } entry; i++)
        {
            using var section = new MemoryStream();
            using (var packed = entry.Open())
                packed.CopyTo(section);
            section.Position = 0;
            components.Add(ModelSections.Load<RowComponent>(section));
        }
        return components;
    }

    private static string SectionName(int number) => $"{Folder}{number:000}";

    private static ModelFormatException Unequal(int sections) =>
        new($"The model file holds {sections} sections of Recsys.MLNet, which is not the number of its components. It was changed after SaveRecsys; save the model again.");
}
