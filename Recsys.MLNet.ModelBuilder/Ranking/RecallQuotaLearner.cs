using Recsys.MLNet.Recall;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Learns how much of each source's list is worth its time, on requests after what the sources were fitted on.</summary>
/// <remarks>
/// Greedy: from empty lists, again and again the step with the most newly recalled wanted items for its microseconds, until the budget is
/// spent or nothing more is recalled.
/// <code>
/// gain = wanted items named within the step and by no list so far ÷ all wanted items
/// cost = cost of the source, if it was not asked yet + cost of a candidate · mean number of new candidates
/// </code>
/// Costs are given, not measured while training: the same log gives the same quotas on every machine.
/// </remarks>
/// <param name="sources">Names of the sources, in the order of the sets' numbers.</param>
/// <param name="options">Budget and costs.</param>
internal sealed class RecallQuotaLearner(IReadOnlyList<string> sources, RankerOptions options)
{
    private const int Most = 1500; // requests kept of each kind
    private const int Whole = int.MaxValue; // the last step of every source: some name more items than their depth
    private static readonly int[] Steps = [5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000, 2000, 5000, Whole];

    private readonly Dictionary<(string? Surface, bool Warm), List<RecallSample>> _samples = [];

    /// <summary>Takes a request whose whole lists are in the set.</summary>
    public void Add(RecallContext request, CandidateSet set, IReadOnlyCollection<int> wanted)
    {
        bool warm = RecallQuotas.IsWarm(request);
        var sample = new RecallSample(set, wanted);
        Add((null, warm), sample);
        if (request.Surface is not null)
            Add((request.Surface, warm), sample);
    }

    /// <summary>A quota for each kind of request that there were enough of; kinds without one take whole lists.</summary>
    public IReadOnlyList<LearnedQuota> Learn() =>
        [.. _samples.Where(k => k.Value.Count >= options.LeastRecallRequests).OrderBy(k => k.Key.Surface, StringComparer.Ordinal).ThenByDescending(k => k.Key.Warm).Select(k => Learn(k.Key.Surface, k.Key.Warm, k.Value))];

    private void Add((string?, bool) kind, RecallSample sample)
    {
        if (!_samples.TryGetValue(kind, out var samples))
            _samples[kind] = samples = [];
        if (samples.Count < Most)
            samples.Add(sample);
    }

    private LearnedQuota Learn(string? surface, bool warm, List<RecallSample> samples)
    {
        var named = samples.ConvertAll(s => new bool[s.Candidates]);
        int[] depths = new int[sources.Count];
        double spent = 0, recalled = 0, wanted = samples.Sum(s => s.Missing + s.Wanted.Count(w => w));
        while (Best(samples, named, depths, options.RecallBudget - spent, wanted) is { } step)
        {
            depths[step.Source] = step.Depth;
            spent += step.Cost;
            recalled += step.Gain;
            for (int q = 0; q < samples.Count; q++)
                for (int c = 0; c < samples[q].Candidates; c++)
                    named[q][c] |= samples[q].RankOf(step.Source, c) is > 0 and var rank && rank <= step.Depth;
        }
        double whole = samples.Average(s => s.Candidates) * options.CandidateCost + sources.Sum(CostOf);
        double reachable = samples.Sum(s => s.Wanted.Count(w => w)) / wanted;
        var limited = sources.Zip(depths).Where(s => s.Second != Whole).ToDictionary(s => s.First, s => s.Second);
        return new(new(surface, warm, limited), samples.Count, recalled, reachable, spent, whole);
    }

    /// <summary>The step worth most, or null where none is worth anything or affordable.</summary>
    private (int Source, int Depth, double Cost, double Gain)? Best(List<RecallSample> samples, List<bool[]> named, int[] depths, double left, double wanted)
    {
        (int Source, int Depth, double Cost, double Gain)? best = null;
        for (int s = 0; s < sources.Count; s++)
        {
            int[] steps = [.. Steps.Where(d => d > depths[s])];
            double[] gains = new double[steps.Length], added = new double[steps.Length];
            for (int q = 0; q < samples.Count; q++)
                for (int c = 0; c < samples[q].Candidates; c++)
                    if (!named[q][c] && samples[q].RankOf(s, c) is > 0 and var rank && Array.FindIndex(steps, d => rank <= d) is >= 0 and var at)
                    {
                        added[at]++;
                        gains[at] += samples[q].Wanted[c] ? 1 : 0;
                    }
            double gain = 0, cost = depths[s] == 0 ? CostOf(sources[s]) : 0;
            for (int at = 0; at < steps.Length; at++)
            {
                gain += gains[at] / wanted;
                cost += options.CandidateCost * added[at] / samples.Count;
                if (gain > 0 && cost <= left && (best is null || gain * best.Value.Cost > best.Value.Gain * cost))
                    best = (s, steps[at], cost, gain);
            }
        }
        return best;
    }

    private double CostOf(string source) => options.SourceCosts.TryGetValue(source, out double cost) ? cost : RankerOptions.OtherSourceCost;
}
