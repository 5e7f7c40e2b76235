namespace Recsys.MLNet.Models;

/// <summary>The numbers the final ranker reads of each candidate. One code writes them for training rows and for requests.</summary>
/// <remarks>
/// Scores of learned models appear raw and in forms that a refit of the model leaves alone: rank, share of the list's maximum,
/// standard score within the list. What is not known is NaN, never 0. O(S + similar × last) for a candidate.
/// </remarks>
public sealed class CandidateFeatures
{
    private const int LastItems = 5;
    private readonly IReadOnlyList<RecallModel> _sources;
    private readonly (string Name, IItemSimilarity Model)[] _similar;
    private readonly ItemStatistics _statistics;

    internal CandidateFeatures(IReadOnlyList<RecallModel> sources, ItemStatistics statistics)
    {
        (_sources, _statistics) = (sources, statistics);
        _similar = [.. sources.Where(s => s.Scorer is IItemSimilarity).Select(s => (s.Name, (IItemSimilarity)s.Scorer))];
        Descriptions = Describe();
        Names = [.. Descriptions.Select(d => d.Name)];
    }

    /// <summary>Every feature in the order of a row, with unit and meaning.</summary>
    public IReadOnlyList<FeatureDescription> Descriptions { get; }

    /// <summary>Names of the features in the order of a row.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Values of one candidate.</summary>
    internal void Write(in UserContext user, CandidateList candidates, int candidate, Span<float> into)
    {
        int at = 0;
        int item = candidates.ItemAt(candidate);
        int named = 0, best = int.MaxValue;
        float fused = 0, reciprocal = 0;
        for (int s = 0; s < _sources.Count; s++)
        {
            float score = candidates.Scores[s][item];
            int rank = candidates.Ranks[s][candidate];
            var (max, mean, deviation) = candidates.Statistics[s];
            float share = max > 0 ? score / max : float.NaN;
            into[at++] = rank > 0 ? MathF.Log(rank) : float.NaN;
            into[at++] = share;
            into[at++] = deviation > 0 ? (score - mean) / deviation : float.NaN;
            into[at++] = score;
            if (max > 0)
                fused += Math.Max(0, share);
            if (rank == 0)
                continue;
            named++;
            best = Math.Min(best, rank);
            reciprocal += 1f / (5 + rank);
        }
        into[at++] = named;
        into[at++] = MathF.Log(best);
        into[at++] = fused;
        into[at++] = reciprocal;

        var history = user.Items;
        foreach (var (_, model) in _similar)
        {
            float largest = 0, sum = 0;
            int oldest = Math.Max(0, history.Length - LastItems);
            for (int h = history.Length - 1; h >= oldest; h--)
            {
                float similarity = model.Similarity(history[h], item);
                largest = Math.Max(largest, similarity);
                sum += similarity;
                if (h == history.Length - 1)
                    into[at] = similarity;
                if (h == history.Length - 2)
                    into[at + 1] = similarity;
            }
            if (history.Length < 1)
                into[at] = float.NaN;
            if (history.Length < 2)
                into[at + 1] = float.NaN;
            into[at + 2] = history.Length > 0 ? largest : float.NaN;
            into[at + 3] = history.Length > 0 ? sum / (history.Length - oldest) : float.NaN;
            at += 4;
        }

        into[at++] = _statistics.LogCounts[item];
        into[at++] = _statistics.LogCounts[item] - MeanCount(history);
        if (_statistics.HasClock)
        {
            into[at++] = _statistics.RecentCounts[item];
            into[at++] = _statistics.RecentCounts[item] - _statistics.LogCounts[item];
            into[at++] = _statistics.AgeDays(item, user.At);
        }
        into[at++] = MathF.Log(1 + history.Length);
        into[at++] = history.Length > 0 ? HoursSince(user) : float.NaN;
    }

    private static float HoursSince(in UserContext user) => (float)Math.Log(1 + Math.Max(0, user.At - user.Times[^1]) / 3_600_000.0);

    private float MeanCount(ReadOnlySpan<int> history)
    {
        float sum = 0;
        int from = Math.Max(0, history.Length - 2 * LastItems), known = 0;
        for (int h = from; h < history.Length; h++)
        {
            if ((uint)history[h] >= (uint)_statistics.LogCounts.Length)
                continue;
            sum += _statistics.LogCounts[history[h]];
            known++;
        }
        return known > 0 ? sum / known : float.NaN;
    }

    private List<FeatureDescription> Describe()
    {
        var all = new List<FeatureDescription>();
        foreach (var source in _sources)
        {
            all.Add(new($"{source.Name}.rank", "ln", $"rank in the list of {source.Name}"));
            all.Add(new($"{source.Name}.share", "0..1", $"score of {source.Name} ÷ the largest of its list"));
            all.Add(new($"{source.Name}.z", "standard deviations", $"score of {source.Name} against the mean of its list"));
            all.Add(new($"{source.Name}.score", "its own", $"score of {source.Name}"));
        }
        all.Add(new("sources", "count", "how many sources name the item"));
        all.Add(new("best-rank", "ln", "best rank that any source gives the item"));
        all.Add(new("fused", "sum of shares", "what the untrained fusion of the sources would say"));
        all.Add(new("reciprocal-ranks", "sum", "sum over the sources of 1 / (5 + rank)"));
        foreach (var (name, _) in _similar)
        {
            all.Add(new($"{name}.last", "similarity", $"similarity by {name} to the last item of the history"));
            all.Add(new($"{name}.last-but-one", "similarity", $"similarity by {name} to the item before the last"));
            all.Add(new($"{name}.most-like", "similarity", $"largest similarity by {name} to one of the last {LastItems} items"));
            all.Add(new($"{name}.mean-like", "similarity", $"mean similarity by {name} to the last {LastItems} items"));
        }
        all.Add(new("count", "ln", "interactions with the item"));
        all.Add(new("count-against-own", "ln", "interactions with the item against the items the user usually takes"));
        if (_statistics.HasClock)
        {
            all.Add(new("recent", "ln", "interactions with the item, each halved for every week since"));
            all.Add(new("trend", "ln", "recent interactions against all"));
            all.Add(new("age", "days", "time since the item was first seen"));
        }
        all.Add(new("history-length", "ln", "interactions of the user"));
        all.Add(new("since-last", "ln hours", "time since the user's last interaction"));
        return all;
    }
}
