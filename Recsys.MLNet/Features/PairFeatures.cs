using Recsys.MLNet.State;
using static Recsys.MLNet.Features.StandardFeatures;

namespace Recsys.MLNet.Features;

/// <summary>What connects this user with this item: what they did to it, to its like, and how it fits their habits.</summary>
internal static class PairFeatures
{
    private const int Recent = 10;

    public static IEnumerable<IFeature> All()
    {
        yield return Of("seen_before", "behaviours of the user with this item, as far as remembered", FeatureScope.Pair, "count", (in FeatureContext at) => at.User.History.Items.Count(at.Item.Number));
        yield return Of("since_seen", "hours since the user last turned to this item", FeatureScope.Pair, "hours",
            (in FeatureContext at) => at.User.History.LastPlaceOf(at.Item.Number) is >= 0 and var i ? Hours(at.User.History.Times[i], at.At) : float.NaN);
        yield return Of("since_bought", "days since the user bought this item", FeatureScope.Pair, "days",
            (in FeatureContext at) => at.User.History.LastPlaceOf(at.Item.Number, BehaviorStage.Conversion) is >= 0 and var i ? Days(at.User.History.Times[i], at.At) : float.NaN);
        yield return Of("repeat_due", "days since the user bought this item, in units of its usual interval", FeatureScope.Pair, "ratio",
            (in FeatureContext at) => at.User.History.LastPlaceOf(at.Item.Number, BehaviorStage.Conversion) is >= 0 and var i ? Days(at.User.History.Times[i], at.At) / Math.Max(0.5f, at.Item.RepeatDays) : float.NaN);
        yield return Of("shown_before", "exposures of this item to the user, as far as remembered", FeatureScope.Pair, "count", (in FeatureContext at) => at.User.Exposures.Items.Count(at.Item.Number));
        yield return Of("since_shown", "hours since the item was last shown to the user", FeatureScope.Pair, "hours",
            (in FeatureContext at) => at.User.Exposures.Items.LastIndexOf(at.Item.Number) is >= 0 and var i ? Hours(at.User.Exposures.Times[i], at.At) : float.NaN);
        yield return Of("category_affinity", "share of the user's interest in the item's categories", FeatureScope.Pair, "share", (in FeatureContext at) => CategoryShare(at.User, at.Item));
        yield return Of("brand_affinity", "share of the user's interest in the item's brand", FeatureScope.Pair, "share", (in FeatureContext at) => at.Item.Brand < 0 ? float.NaN : at.User.Brands.Share(at.Item.Brand));
        yield return Of("price_fit", "the item's log price against the user's mean, in the user's standard deviations", FeatureScope.Pair, "deviations",
            (in FeatureContext at) => at.Item.Price > 0 ? (MathF.Log(at.Item.Price) - at.User.MeanLogPrice) / Math.Max(0.1f, at.User.LogPriceDeviation) : float.NaN);
        yield return Of("near_last", "share of what others turn to near the user's last item that is this item", FeatureScope.Pair, "share", (in FeatureContext at) => NearShare(at, 1));
        yield return Of("near_recent", "the same, the greatest over the user's last 10 items", FeatureScope.Pair, "share", (in FeatureContext at) => NearShare(at, Recent));
        yield return Of("recent_same_category", "share of the user's last 10 behaviours that share a category with the item", FeatureScope.Pair, "share", (in FeatureContext at) => SameCategory(at));
        yield return Of("session_same_category", "1 when the user's last item shares a category with the item", FeatureScope.Pair, "flag", (in FeatureContext at) =>
            at.User.History.Count == 0 || at.Item.CategoryNumbers.Length == 0 ? float.NaN : Shares(at, at.User.History.Items[^1]) ? 1 : 0);
    }

    private static float CategoryShare(UserState user, ItemState item)
    {
        if (item.CategoryNumbers.Length == 0)
            return float.NaN;
        float sum = 0;
        foreach (int category in item.CategoryNumbers)
            sum += user.Categories.Share(category);
        return sum;
    }

    private static float NearShare(in FeatureContext at, int last)
    {
        var history = at.User.History;
        if (history.Count == 0)
            return float.NaN;
        float best = 0;
        for (int i = history.Count - 1; i >= Math.Max(0, history.Count - last); i--)
        {
            if (at.State.Item(history.Items[i])?.Near is not { Count: > 0 } near)
                continue;
            float mine = near.WeightOf(at.Item.Number), sum = 0;
            if (mine <= 0)
                continue;
            foreach (float weight in near.Weights)
                sum += weight;
            best = Math.Max(best, mine / sum);
        }
        return best;
    }

    private static float SameCategory(in FeatureContext at)
    {
        var history = at.User.History;
        if (history.Count == 0 || at.Item.CategoryNumbers.Length == 0)
            return float.NaN;
        int from = Math.Max(0, history.Count - Recent), same = 0;
        for (int i = from; i < history.Count; i++)
            same += Shares(at, history.Items[i]) ? 1 : 0;
        return same / (float)(history.Count - from);
    }

    private static bool Shares(in FeatureContext at, int other) =>
        at.State.Item(other) is { } item && item.CategoryNumbers.AsSpan().ContainsAny(at.Item.CategoryNumbers);
}
