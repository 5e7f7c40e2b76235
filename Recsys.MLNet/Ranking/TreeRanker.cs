using System.Buffers;
using Recsys.MLNet.Features;
using Recsys.MLNet.Models;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Serving;

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

    /// <summary>What each number of a candidate's row adds to its score, the weightiest first.</summary>
    /// <param name="row">The row, of the schema's width.</param>
    public IReadOnlyList<FeatureContribution> ByFeature(ReadOnlySpan<float> row)
    {
        var added = new double[_schema.Width + 1]; // the last is the mean score
        _trees.Contributions(row, added);
        var contributions = new List<FeatureContribution>();
        for (int c = 0; c < row.Length; c++)
            if (added[c] != 0)
                contributions.Add(new(_schema.Names[c], _schema.SpecOf(c).Meaning, _schema.SpecOf(c).Unit, row[c], added[c]));
        return [.. contributions.OrderByDescending(c => Math.Abs(c.Contribution)).ThenBy(c => c.Feature, StringComparer.Ordinal)];
    }

    /// <summary>What the score loses when a source's say is taken away: its features become missing.</summary>
    public void Contributions(RecallContext request, CandidateSet candidates, int place, Span<float> bySource) => Contributions(request, candidates, [place], bySource);

    /// <inheritdoc/>
    public void Contributions(RecallContext request, CandidateSet candidates, ReadOnlySpan<int> places, Span<float> bySource)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        int width = _schema.Width, sources = _columnsOfSource.Length, asked = 0;
        bySource.Clear();
        var rows = candidates.FeatureRows(width);
        // All rows go through the trees together, and only those of sources that named the candidate: the trees take 32 rows at a time.
        foreach (int place in places)
            for (int s = 0; s < sources; s++)
                asked += candidates.RankOf(s, place) > 0 ? 1 : 0;
        float[] without = ArrayPool<float>.Shared.Rent(width * asked), scores = ArrayPool<float>.Shared.Rent(asked);
        int row = 0;
        foreach (int place in places)
            for (int s = 0; s < sources; s++)
            {
                if (candidates.RankOf(s, place) <= 0)
                    continue;
                var copy = without.AsSpan(row++ * width, width);
                rows.Slice(place * width, width).CopyTo(copy);
                copy[_columnsOfSource[s].From.._columnsOfSource[s].To].Fill(float.NaN);
            }
        _trees.Score(without.AsSpan(0, width * asked), scores.AsSpan(0, asked));
        row = 0;
        for (int i = 0; i < places.Length; i++)
            for (int s = 0; s < sources; s++)
                if (candidates.RankOf(s, places[i]) > 0)
                    bySource[i * sources + s] = candidates.Scores[places[i]] - scores[row++];
        ArrayPool<float>.Shared.Return(without);
        ArrayPool<float>.Shared.Return(scores);
    }
}
