using Recsys.MLNet.Data;
using Recsys.MLNet.State;
using static Recsys.MLNet.Features.StandardFeatures;

namespace Recsys.MLNet.Features;

/// <summary>What is known of the item whoever asks: how popular, how good, how old.</summary>
internal static class ItemFeatures
{
    public static IEnumerable<IFeature> All()
    {
        yield return Of("item_exposures", "log of exposures over all time", FeatureScope.Item, "log", (in FeatureContext at) => Log(at.Item.Total(BehaviorStage.Exposure)));
        yield return Of("item_interest", "log of views and clicks over all time", FeatureScope.Item, "log", (in FeatureContext at) => Log(at.Item.Total(BehaviorStage.Interest)));
        yield return Of("item_intent", "log of carts and saves over all time", FeatureScope.Item, "log", (in FeatureContext at) => Log(at.Item.Total(BehaviorStage.Intent)));
        yield return Of("item_conversions", "log of purchases over all time", FeatureScope.Item, "log", (in FeatureContext at) => Log(at.Item.Total(BehaviorStage.Conversion)));
        yield return Of("item_refusals", "log of hides, dislikes and returns over all time", FeatureScope.Item, "log", (in FeatureContext at) => Log(at.Item.Total(BehaviorStage.Negative)));
        yield return Of("item_weight", "log of the sum of behaviour weights over all time", FeatureScope.Item, "log", (in FeatureContext at) => Log(at.Item.Weight));
        foreach (var window in Enum.GetValues<TimeWindow>())
        {
            yield return Of($"item_interest_{Short(window)}", $"log of views and clicks in the last {Words(window)}", FeatureScope.Item, "log",
                (in FeatureContext at) => LogOrNaN(at.Item.Within(BehaviorStage.Interest, window, at.At)));
            yield return Of($"item_interest_decayed_{Short(window)}", $"log of views and clicks with a half-life of {(window is TimeWindow.Hour ? "an " : window is TimeWindow.Day ? "a " : "")}{Words(window)}", FeatureScope.Item, "log",
                (in FeatureContext at) => LogOrNaN(at.Item.Decayed(BehaviorStage.Interest, window, at.At)));
            yield return Of($"item_conversions_{Short(window)}", $"log of purchases in the last {Words(window)}", FeatureScope.Item, "log",
                (in FeatureContext at) => LogOrNaN(at.Item.Within(BehaviorStage.Conversion, window, at.At)));
            yield return Of($"item_ctr_{Short(window)}", $"share of exposures that were clicked, half-life {Words(window)}, smoothed", FeatureScope.Item, "share",
                (in FeatureContext at) => SmoothedRate.Of(at.Item.ClickThroughsDecayed(window, at.At), at.Item.Decayed(BehaviorStage.Exposure, window, at.At), at.Request.ClickPrior));
        }
        yield return Of("item_ctr", "share of exposures that were clicked, smoothed", FeatureScope.Item, "share",
            (in FeatureContext at) => SmoothedRate.Clicks(at.Item, at.Request.ClickPrior));
        yield return Of("item_conversion_rate", "share of views and clicks that led to a purchase, smoothed", FeatureScope.Item, "share",
            (in FeatureContext at) => SmoothedRate.Of(at.Item.Total(BehaviorStage.Conversion), at.Item.Total(BehaviorStage.Interest), BuyPrior(at.State), SmoothedRate.ConversionStrength));
        yield return Of("item_rating", "mean of explicit ratings", FeatureScope.Item, "rating", (in FeatureContext at) => at.Item.Rating);
        yield return Of("item_momentum", "log ratio of the last day's decayed interest to the last week's", FeatureScope.Item, "log", (in FeatureContext at) =>
            MathF.Log((at.Item.Decayed(BehaviorStage.Interest, TimeWindow.Day, at.At) + 0.1f) / (at.Item.Decayed(BehaviorStage.Interest, TimeWindow.Week, at.At) + 0.1f)));
        yield return Of("item_age", "days since the item was first named", FeatureScope.Item, "days", (in FeatureContext at) => Absolute(at) ? Days(at.Item.FirstSeen, at.At) : float.NaN);
        yield return Of("item_silence", "hours since anybody turned to the item", FeatureScope.Item, "hours", (in FeatureContext at) => Absolute(at) ? Hours(at.Item.LastBehavior, at.At) : float.NaN);
        yield return Of("item_price", "log of the price", FeatureScope.Item, "log", (in FeatureContext at) => at.Item.Price > 0 ? MathF.Log(at.Item.Price) : float.NaN);
        yield return Of("item_repeat_days", "mean days between purchases of the item by one user", FeatureScope.Item, "days", (in FeatureContext at) => at.Item.RepeatDays);
        yield return Of("item_described", "1 when an item event described it, 0 when only behaviours name it", FeatureScope.Item, "flag", (in FeatureContext at) => at.Item.Described ? 1 : 0);
    }

    private static bool Absolute(in FeatureContext at) => at.State.Clock == EventClock.Absolute;

    private static float LogOrNaN(float count) => float.IsNaN(count) ? float.NaN : Log(count);

    private static double BuyPrior(StateView state) => Share(state, BehaviorStage.Conversion, BehaviorStage.Interest);

    private static double Share(StateView state, BehaviorStage of, BehaviorStage among) =>
        state.Total(among) > 0 ? Math.Min(1, state.Total(of) / state.Total(among)) : double.NaN;
}
