using System.Buffers;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Serving;

/// <summary>Turns the final list into what callers see.</summary>
internal static class Answer
{
    private const float LeastShare = 0.15f;

    // Candidates from "scored" on were put into the list by a rule after the ranker had spoken: their scores say nothing.
    public static RecommendedItem[] Items(RecallContext context, CandidateSet candidates, int scored, ServingModel model, bool withFeatures, int withReasons)
    {
        var order = candidates.Order;
        int sources = model.Sources.Count, reasoned = Math.Min(withReasons, order.Length);
        float[] contributions = ArrayPool<float>.Shared.Rent(reasoned * sources);
        if (reasoned > 0)
            model.Ranker.Contributions(context, candidates, order[..reasoned], contributions.AsSpan(0, reasoned * sources));
        var items = new RecommendedItem[order.Length];
        float[]? features = withFeatures ? model.Schema.Rows(context, candidates).Values : null;
        for (int i = 0; i < items.Length; i++)
        {
            int place = order[i];
            items[i] = new(candidates.StateOf(place).Id, candidates.Scores[place], candidates.SourcesOf(place),
                i < reasoned ? Reasons(context, candidates, model, place, contributions.AsSpan(i * sources, sources)) : [])
            {
                Propensity = candidates.Propensities[place],
                Probability = place < scored && model.Calibrator is { } curve ? (float)curve.Probability(candidates.Scores[place]) : float.NaN,
                Probabilities = place < scored && model.Ranker.Objectives.Count > 0 ? Probabilities(candidates, model.Ranker, place) : [],
                Features = features?.AsSpan(place * model.Schema.Width, model.Schema.Width).ToArray(),
                Title = withFeatures ? candidates.StateOf(place).Field("title")?.Text : null,
                Contributions = withFeatures ? Contributions(context, candidates, model, place) : null,
            };
        }
        ArrayPool<float>.Shared.Return(contributions);
        return items;
    }

    private static KeyValuePair<string, float>[] Probabilities(CandidateSet candidates, IRanker ranker, int place)
    {
        var aims = ranker.Objectives;
        Span<float> probabilities = stackalloc float[aims.Count];
        ranker.Probabilities(candidates, place, probabilities);
        var named = new KeyValuePair<string, float>[aims.Count];
        for (int k = 0; k < named.Length; k++)
            named[k] = new(aims[k], probabilities[k]);
        return named;
    }

    /// <summary>What the sources with the greatest contributions to the score have to say; the contributions are used up.</summary>
    public static Reason[] Reasons(RecallContext context, CandidateSet candidates, ServingModel model, int place, Span<float> bySource)
    {
        int n = model.Sources.Count;
        float sum = 0;
        foreach (float value in bySource)
            sum += Math.Max(0, value);
        Reason? first = null, second = null;
        while (sum > 0 && second is null)
        {
            int best = 0;
            for (int s = 1; s < n; s++)
                if (bySource[s] > bySource[best])
                    best = s;
            float share = bySource[best] / sum;
            // As long as nobody has spoken, a small share is better than silence: for a stranger the greatest part knows no reason.
            if (!(share > 0) || (first is not null && share < LeastShare))
                break;
            bySource[best] = float.NegativeInfinity;
            if (model.Sources[best].Explain(context, candidates.StateOf(place)) is not { } reason || SaysTheSame(first, reason))
                continue;
            reason = reason with { Share = share };
            (first, second) = first is null ? (reason, null) : (first, reason);
        }
        first ??= Named(context, candidates, model, place);
        return first is null ? [] : second is null ? [first] : [first, second];
    }

    // What carries an item may be a source without words, or the item itself; then a source that named it speaks, the one that placed it first before others.
    private static Reason? Named(RecallContext context, CandidateSet candidates, ServingModel model, int place)
    {
        Reason? said = null;
        int best = int.MaxValue;
        for (int s = 0; s < model.Sources.Count; s++)
            if (candidates.RankOf(s, place) is > 0 and var rank && rank < best && model.Sources[s].Explain(context, candidates.StateOf(place)) is { } reason)
                (said, best) = (reason with { Share = 0 }, rank);
        return said;
    }

    // Two sources may say the same in the same words, or one what the other says and a little more; that is one reason.
    private static bool SaysTheSame(Reason? first, Reason second) =>
        first is not null && (first.Text.StartsWith(second.Text, StringComparison.Ordinal) || second.Text.StartsWith(first.Text, StringComparison.Ordinal));

    private static KeyValuePair<string, float>[] Contributions(RecallContext context, CandidateSet candidates, ServingModel model, int place)
    {
        var bySource = new float[model.Sources.Count];
        model.Ranker.Contributions(context, candidates, place, bySource);
        return [.. bySource.Select((value, s) => KeyValuePair.Create(model.Sources[s].Name, value)).Where(c => c.Value != 0)];
    }
}
