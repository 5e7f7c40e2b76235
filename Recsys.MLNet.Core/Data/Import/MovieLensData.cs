namespace Recsys.MLNet.Data.Import;

/// <summary>A MovieLens data set in columns, by the file's own ids.</summary>
internal sealed class MovieLensData
{
    public Vocabulary Users { get; } = new();

    public Vocabulary Items { get; } = new();

    public Dictionary<int, IReadOnlyList<Field>> UserFields { get; } = [];

    public Dictionary<int, IReadOnlyList<Field>> ItemFields { get; } = [];

    public List<int> User { get; } = [];

    public List<int> Item { get; } = [];

    public List<float> Rating { get; } = [];

    public List<long> Seconds { get; } = [];
}
