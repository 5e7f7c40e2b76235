using Recsys.MLNet.Ranking;
using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Serving;

/// <summary>Turns the final list into what callers see.</summary>
internal static class Answer
{
    private const int MostReasons = 2;
    private const float LeastShare = 0.15f;

    public static RecommendedItem[] Items(RecallContext context, CandidateSet candidates, ServingModel model, bool withFeatures)
    {
        var order = candidates.Order;
        var items = new RecommendedItem[order.Length];
        float[]? features = withFeatures ? model.Schema.Rows(context, candidates).Values : null;
        for (int i = 0; i < items.Length; i++)
        {
            int place = order[i];
            items[i] = new(candidates.StateOf(place).Id, candidates.Scores[place], Sources(candidates, place), Reasons(context, candidates, model, place))
            {
                Propensity = candidates.Propensities[place],
                Features = features?.AsSpan(place * model.Schema.Width, model.Schema.Width).ToArray(),
            };
        }
        return items;
    }

    /// <summary>What the sources with the greatest contributions to the score have to say.</summary>
    public static IReadOnlyList<Reason> Reasons(RecallContext context, CandidateSet candidates, ServingModel model, int place)
    {
        int n = model.Sources.Count;
        Span<float> bySource = stackalloc float[n];
        model.Ranker.Contributions(context, candidates, place, bySource);
        float sum = 0;
        foreach (float value in bySource)
            sum += Math.Max(0, value);
        List<Reason>? reasons = null;
        while (sum > 0 && (reasons?.Count ?? 0) < MostReasons)
        {
            int best = 0;
            for (int s = 1; s < n; s++)
                if (bySource[s] > bySource[best])
                    best = s;
            float share = bySource[best] / sum;
            if (!(share >= LeastShare))
                break;
            bySource[best] = float.NegativeInfinity;
            // Two sources may say the same in the same words; that is one reason.
            if (model.Sources[best].Explain(context, candidates.StateOf(place)) is { } reason && !(reasons?.Exists(r => r.Text == reason.Text) ?? false))
                (reasons ??= []).Add(reason with { Share = share });
        }
        return reasons ?? (IReadOnlyList<Reason>)[];
    }

    private static string[] Sources(CandidateSet candidates, int place)
    {
        int count = 0;
        for (int s = 0; s < candidates.Sources.Count; s++)
            count += candidates.RankOf(s, place) > 0 ? 1 : 0;
        if (count == 0)
            return [];
        var names = new string[count];
        for (int s = 0, n = 0; s < candidates.Sources.Count; s++)
            if (candidates.RankOf(s, place) > 0)
                names[n++] = candidates.Sources[s];
        return names;
    }
}
