using System.Collections.Concurrent;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Two stages in one model: sources name candidates, trees put them in order.</summary>
/// <remarks>
/// <code>score[c] = trees(features(user, c, sources))    for c in ∪ top_D(source)</code>
/// Candidates score above 0, every other item below 0 by how often it occurs. Without trees candidates are ordered by the sum of
/// their shares of each list's maximum, the untrained fusion.
/// </remarks>
public sealed class PipelineModel : IItemSimilarity, ISavedModel
{
    internal const string SectionKind = "pipeline";
    private readonly ConcurrentBag<CandidateList> _lists = [];

    /// <summary>A pipeline of fitted parts.</summary>
    /// <param name="sources">Models that name candidates, over the same items.</param>
    /// <param name="statistics">What is known of items as of the fit.</param>
    /// <param name="trees">The ranker, or null for the untrained fusion.</param>
    /// <param name="depth">Length of each source's list, D.</param>
    /// <param name="removeSeen">Whether items of the history are no candidates.</param>
    public PipelineModel(IReadOnlyList<RecallModel> sources, ItemStatistics statistics, TreeEnsemble? trees, int depth, bool removeSeen = true)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(statistics);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        if (sources.Count == 0)
            throw new ArgumentException("There are no sources; a pipeline needs at least one model that names candidates.");
        ItemCount = statistics.LogCounts.Length;
        foreach (var source in sources)
            if (source.Scorer.ItemCount != ItemCount)
                throw new ArgumentException($"The source '{source.Name}' scores {source.Scorer.ItemCount} items; expected {ItemCount}, as the others.");
        (Sources, Statistics, Trees, Depth, RemovesSeen) = (sources, statistics, trees, depth, removeSeen);
        Features = new CandidateFeatures(sources, statistics);
        FusedAt = Features.Names.ToList().IndexOf("fused");
        trees?.ExpectFeatures(Features.Names);
    }

    /// <summary>The models that name candidates.</summary>
    public IReadOnlyList<RecallModel> Sources { get; }

    /// <summary>What the trees read.</summary>
    public CandidateFeatures Features { get; }

    /// <summary>What is known of items as of the fit.</summary>
    public ItemStatistics Statistics { get; }

    /// <summary>Which feature is the untrained fusion.</summary>
    internal int FusedAt { get; }

    /// <summary>The ranker, or null.</summary>
    public TreeEnsemble? Trees { get; }

    /// <summary>Length of each source's list.</summary>
    public int Depth { get; }

    /// <summary>Whether items of the history are no candidates.</summary>
    public bool RemovesSeen { get; }

    /// <inheritdoc/>
    public int ItemCount { get; }

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        var list = Rent();
        Recall(user, list);
        Rank(user, list);
        float mostCommon = 1;
        foreach (float count in Statistics.LogCounts)
            mostCommon = Math.Max(mostCommon, count);
        for (int i = 0; i < scores.Length; i++)
            scores[i] = Statistics.LogCounts[i] / (2 * mostCommon) - 1;
        for (int c = 0; c < list.Count; c++)
            scores[list.ItemAt(c)] = Positive(list.Ranked[c]);
        _lists.Add(list);
    }

    /// <summary>How strongly one item leads to another, added up over the sources that are made of similarities: what the trees' evidence rests on.</summary>
    public float Similarity(int from, int to)
    {
        float sum = 0;
        foreach (var source in Sources)
            if (source.Scorer is IItemSimilarity similar)
                sum += similar.Similarity(from, to);
        return sum;
    }

    /// <summary>The same order above 0, which is how a source says that it has found something.</summary>
    private static float Positive(float score) => score >= 0 ? 1 + score : 1 / (1 - score);

    /// <summary>A list to work with; give it back with <see cref="Return"/>.</summary>
    internal CandidateList Rent() => _lists.TryTake(out var list) ? list : new CandidateList(Sources.Count, ItemCount, Depth);

    /// <summary>Gives a list back.</summary>
    internal void Return(CandidateList list) => _lists.Add(list);

    /// <summary>First stage.</summary>
    internal void Recall(in UserContext user, CandidateList list) => list.Recall(Sources, user, RemovesSeen);

    /// <summary>Features of every candidate, (C, F) in <see cref="CandidateList.Features"/>.</summary>
    internal void Describe(in UserContext user, CandidateList list)
    {
        int width = Features.Names.Count;
        if (list.Features.Length < list.Count * width)
            list.Features = new float[Math.Max(list.Count * width, 64 * width)];
        for (int c = 0; c < list.Count; c++)
            Features.Write(user, list, c, list.Features.AsSpan(c * width, width));
    }

    /// <summary>Second stage, into <see cref="CandidateList.Ranked"/>.</summary>
    internal void Rank(in UserContext user, CandidateList list)
    {
        Describe(user, list);
        if (list.Ranked.Length < list.Count)
            list.Ranked = new float[Math.Max(list.Count, 64)];
        int width = Features.Names.Count;
        if (Trees is not null)
        {
            Trees.Score(list.Features.AsSpan(0, list.Count * width), list.Ranked.AsSpan(0, list.Count));
            return;
        }
        for (int c = 0; c < list.Count; c++)
            list.Ranked[c] = list.Features[c * width + FusedAt];
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Depth);
        writer.Write(RemovesSeen);
        Statistics.Write(writer);
        writer.Write(Sources.Count);
        foreach (var source in Sources)
        {
            writer.Write(source.Name);
            NestedModel.Write(writer, source.Scorer);
        }
        writer.Write(Trees is not null);
        if (Trees is not null)
            NestedModel.Write(writer, Trees);
    }

    internal static PipelineModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        int depth = reader.ReadInt();
        bool removeSeen = reader.ReadBool();
        var statistics = ItemStatistics.Read(reader);
        int count = reader.ReadInt();
        if (count is < 1 or > 1000)
            throw new ModelFormatException($"The section '{SectionKind}' states {count} sources. The file is damaged; save or download it again.");
        var sources = new RecallModel[count];
        for (int s = 0; s < count; s++)
            sources[s] = new(reader.ReadString(), NestedModel.Read<IItemScorer>(reader, SectionKind));
        var trees = reader.ReadBool() ? NestedModel.Read<TreeEnsemble>(reader, SectionKind) : null;
        return new(sources, statistics, trees, depth, removeSeen);
    }
}
