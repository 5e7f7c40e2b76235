using Recsys.MLNet.State;
using static Recsys.MLNet.Features.StandardFeatures;

namespace Recsys.MLNet.Features;

/// <summary>What is known of the user whatever the item: how active, how far in the session, how they buy.</summary>
internal static class UserFeatures
{
    public static IEnumerable<IFeature> All()
    {
        yield return Of("user_history", "behaviours remembered of the user", FeatureScope.Request, "count", (in FeatureContext at) => at.User.History.Count);
        yield return Of("user_exposures", "log of exposures of the user", FeatureScope.Request, "log", (in FeatureContext at) => Log(at.User.Total(BehaviorStage.Exposure)));
        yield return Of("user_interest", "log of views and clicks of the user", FeatureScope.Request, "log", (in FeatureContext at) => Log(at.User.Total(BehaviorStage.Interest)));
        yield return Of("user_conversions", "log of purchases of the user", FeatureScope.Request, "log", (in FeatureContext at) => Log(at.User.Total(BehaviorStage.Conversion)));
        yield return Of("user_interest_1h", "views and clicks in the last hour, as far as remembered", FeatureScope.Request, "count",
            (in FeatureContext at) => at.User.History.Count == 0 ? float.NaN : at.User.History.Within(BehaviorStage.Interest, TimeWindow.Hour, at.At));
        yield return Of("user_interest_1d", "views and clicks in the last day, as far as remembered", FeatureScope.Request, "count",
            (in FeatureContext at) => at.User.History.Count == 0 ? float.NaN : at.User.History.Within(BehaviorStage.Interest, TimeWindow.Day, at.At));
        yield return Of("user_interest_decayed_7d", "log of views and clicks with a half-life of 7 days", FeatureScope.Request, "log",
            (in FeatureContext at) => at.User.Decayed(BehaviorStage.Interest, TimeWindow.Week, at.At) is var v && float.IsNaN(v) ? v : Log(v));
        yield return Of("user_ctr", "share of the user's exposures that were clicked, smoothed", FeatureScope.Request, "share", (in FeatureContext at) =>
            SmoothedRate.Of(at.User.ClickThroughs, at.User.Total(BehaviorStage.Exposure), at.Request.ClickPrior.Rate, SmoothedRate.UserStrength));
        yield return Of("user_sessions", "log of sessions so far", FeatureScope.Request, "log", (in FeatureContext at) => Log(at.User.Sessions));
        yield return Of("session_depth", "behaviours in the current session", FeatureScope.Request, "count", (in FeatureContext at) => at.User.SessionDepth);
        yield return Of("session_minutes", "minutes since the session began", FeatureScope.Request, "minutes", (in FeatureContext at) => 60 * Hours(at.User.SessionStart, at.At));
        yield return Of("user_silence", "hours since the user's last event", FeatureScope.Request, "hours", (in FeatureContext at) => Hours(at.User.LastSeen, at.At));
        yield return Of("user_age", "days since the user's first event", FeatureScope.Request, "days", (in FeatureContext at) => Days(at.User.FirstSeen, at.At));
        yield return Of("user_purchase_days", "mean days between the user's purchases", FeatureScope.Request, "days", (in FeatureContext at) => at.User.PurchaseDays);
        yield return Of("user_since_purchase", "days since the user's last purchase", FeatureScope.Request, "days", (in FeatureContext at) => Days(at.User.LastPurchase, at.At));
        yield return Of("user_price", "mean log price of what the user turns to", FeatureScope.Request, "log", (in FeatureContext at) => at.User.MeanLogPrice);
        yield return Of("user_breadth", "categories the user turned to, as far as remembered", FeatureScope.Request, "count", (in FeatureContext at) => at.User.Categories.Count);
    }
}
