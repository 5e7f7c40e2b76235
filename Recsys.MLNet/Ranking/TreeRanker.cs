using System.Buffers;
using Recsys.MLNet.Features;
using Recsys.MLNet.Models;
using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Ranking;

/// <summary>The trained ranker: features of every candidate through a tree ensemble.</summary>
public sealed class TreeRanker : IRanker
{
    private readonly TreeEnsemble _trees;
    private readonly FeatureSchema _schema;
    private readonly (int From, int To)[] _columnsOfSource;

    /// <summary>A ranker over trees that were trained on exactly these features.</summary>
    /// <exception cref="SchemaMismatchException">The trees know other features.</exception>
    public TreeRanker(TreeEnsemble trees, FeatureSchema schema, IReadOnlyList<string> sources)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(sources);
        trees.ExpectFeatures(schema.Names);
        (_trees, _schema) = (trees, schema);
        _columnsOfSource = [.. sources.Select(schema.ColumnsOfSource)];
    }

    /// <summary>The trees.</summary>
    public TreeEnsemble Trees => _trees;

    /// <inheritdoc/>
    public bool ReadsLists => true;

    /// <inheritdoc/>
    public void Score(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var rows = candidates.FeatureRows(_schema.Width);
        _schema.Write(request, candidates, rows);
        candidates.FeaturesReadyAt = System.Diagnostics.Stopwatch.GetTimestamp();
        _trees.Score(rows, candidates.Scores);
    }

    /// <summary>What the score loses when a source's say is taken away: its features become missing.</summary>
    public void Contributions(RecallContext request, CandidateSet candidates, int place, Span<float> bySource)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        int width = _schema.Width;
        var row = candidates.FeatureRows(width).Slice(place * width, width);
        float[] without = ArrayPool<float>.Shared.Rent(width * bySource.Length);
        for (int s = 0; s < bySource.Length; s++)
        {
            var copy = without.AsSpan(s * width, width);
            row.CopyTo(copy);
            var (from, to) = _columnsOfSource[s];
            copy[from..to].Fill(float.NaN);
        }
        _trees.Score(without.AsSpan(0, width * bySource.Length), bySource);
        for (int s = 0; s < bySource.Length; s++)
            bySource[s] = candidates.RankOf(s, place) > 0 ? candidates.Scores[place] - bySource[s] : 0;
        ArrayPool<float>.Shared.Return(without);
    }
}
