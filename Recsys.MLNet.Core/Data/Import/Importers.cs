namespace Recsys.MLNet.Data.Import;

/// <summary>Every import format by name.</summary>
public static class Importers
{
    /// <summary>All formats.</summary>
    public static IReadOnlyList<IEventImporter> All { get; } = [new MovieLensImporter(), new AmazonSequencesImporter(), new CsvImporter(), new CatalogueImporter()];

    /// <summary>The importer of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IEventImporter Find(string format) =>
        All.FirstOrDefault(i => i.Format == format)
        ?? throw new ArgumentException($"The format is '{format}'; expected {string.Join(", ", All.Select(i => i.Format))}.");
}
