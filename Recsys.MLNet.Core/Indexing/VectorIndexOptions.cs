namespace Recsys.MLNet.Indexing;

/// <summary>Settings of a vector index.</summary>
public sealed record VectorIndexOptions : IValidatedOptions
{
    /// <summary>What makes vectors near. Default inner product. The wrong one returns other items than the model means.</summary>
    public VectorMetric Metric { get; init; }

    /// <summary>The way of searching. Default chosen by <see cref="ExactUpTo"/>.</summary>
    public VectorIndexKind Kind { get; init; }

    /// <summary>Numbers (vectors × their length) up to which <see cref="VectorIndexKind.Auto"/> looks at every vector. Default 4,000,000, about half a millisecond on one core. Smaller gives up exactness early, larger makes requests slow before the graph takes over.</summary>
    public long ExactUpTo { get; init; } = 4_000_000;

    /// <summary>Whether the search runs over 8-bit codes, the best candidates being scored again in single precision. Default false. Saves time where memory bounds the search; costs a quarter more memory and a little recall, see <see cref="SearchBreadth"/>. Not for exact Euclidean search, where it has no effect.</summary>
    public bool Quantized { get; init; }

    /// <summary>M of the graph: neighbours chosen for a new vector, twice as many kept on the lowest level. Default 16. Fewer loses recall, more costs memory (about 140 bytes each 16) and time. Vectors of many independent numbers want 32 or more.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>Candidates looked at while a vector is put into the graph (efConstruction). Default 200. Too few makes a graph in which no <see cref="SearchBreadth"/> finds everything, more makes building slower.</summary>
    public int BuildBreadth { get; init; } = 200;

    /// <summary>Candidates kept during a search of the graph (ef) where a call does not say; at least as many as are asked for. Default 96. The dial between recall and time: double it until recall stops rising.</summary>
    public int SearchBreadth { get; init; } = 96;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Enum.IsDefined(Metric), nameof(Metric), "is not a known metric."),
        Check.That(Enum.IsDefined(Kind), nameof(Kind), "is not a known way of searching."),
        Check.That(ExactUpTo >= 0, nameof(ExactUpTo), "is negative; give a number of numbers, 0 for always a graph."),
        Check.Between(Connections, 2, 512, nameof(Connections), "neighbours of a vector in the graph"),
        Check.Between(BuildBreadth, 1, 100_000, nameof(BuildBreadth), "candidates while building"),
        Check.Between(SearchBreadth, 1, 100_000, nameof(SearchBreadth), "candidates while searching"));
}
