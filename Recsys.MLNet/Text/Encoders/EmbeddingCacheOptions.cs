namespace Recsys.MLNet.Text.Encoders;

/// <summary>Where encoded texts are kept so that they are not encoded again.</summary>
public sealed record EmbeddingCacheOptions : IValidatedOptions
{
    /// <summary>SQLite file. Default none: memory only, lost at the end of the process.</summary>
    public string? File { get; init; }

    /// <summary>Vectors kept in memory; beyond it the longest unused are dropped. Default 100000. A vector of 384 numbers takes about 1.7 KB.</summary>
    public int Memory { get; init; } = 100_000;

    /// <summary>Vectors kept in the <see cref="File"/>; beyond it the oldest are dropped. Default 10000000.</summary>
    public long Stored { get; init; } = 10_000_000;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(Memory, nameof(Memory), "a number of vectors"),
        Check.Positive(Stored, nameof(Stored), "a number of vectors"));
}
