using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Indexing;

/// <summary>Makes the kind of index that suits the number of vectors.</summary>
public static class VectorIndexes
{
    /// <summary>The index of a table: row i is item i.</summary>
    public static IVectorIndex Build(RowMatrix vectors, VectorIndexOptions? options = null, RunSettings? run = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        options ??= new VectorIndexOptions();
        options.ThrowIfInvalid();
        return IsExact(options, (long)vectors.Rows * vectors.Columns) ? ExactIndex.Build(vectors, options) : GraphIndex.Build(vectors, options, run ?? RunSettings.Default);
    }

    /// <summary>Reads an index of either kind that was written as a section.</summary>
    public static IVectorIndex Load(Stream section)
    {
        using var reader = new SectionReader(section);
        return reader.Kind == GraphIndex.SectionKind ? GraphSection.Read(reader) : ExactIndex.Read(reader);
    }

    /// <summary>Whether so many numbers are searched one by one.</summary>
    public static bool IsExact(VectorIndexOptions options, long numbers)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Kind == VectorIndexKind.Exact || (options.Kind == VectorIndexKind.Auto && numbers <= options.ExactUpTo);
    }
}
