namespace Recsys.MLNet.Data.Audit;

/// <summary>Which evaluation protocols and kinds of learning a log can carry, from the measures of its audit.</summary>
internal static class ProtocolAdvice
{
    public static IReadOnlyList<ProtocolSupport> For(AuditContext context)
    {
        var (log, m) = (context.Log, context.Measures);
        bool absolute = log.Clock == EventClock.Absolute && log.Count > 0;
        string clock = $"the clock is {EventJsonForm.NameOf(log.Clock)}";
        bool rated = log.Types.Find("rating") >= 0;
        double three = m["usersWithThreeEvents"];
        string weak = Weak(m);
        return
        [
            new("prequential", absolute, absolute ? "times are absolute" + weak : clock + "; users cannot be aligned in time"),
            new("time", absolute, absolute ? $"times are absolute; {AuditContext.Percent(Zero(m["coldUserEvents"]))} of the test events would be of unseen users" + weak : clock + "; there is no common moment to cut at"),
            new("leave-one-out", three > 0, three > 0 ? $"{three} users have three events or more" + (absolute ? "; it lets models see other users' future, prefer prequential" : "") : "no user has three events"),
            new("random-user", log.Count >= 10, "needs no times; it lets models see the future, compare only with figures of the same split"),
            new("random-item", log.Count >= 10, "needs no times; it lets models see the future, compare only with figures of the same split"),
            new("folds", log.Count >= 10, rated ? "ratings are there for RMSE and MAE" : "possible, but there are no ratings to predict"),
            new("rating prediction", rated, rated ? "interactions of type rating carry values" : "no interaction of type rating"),
            new("learning from impressions", context.Exposures.Attributed > 0, context.Exposures.Rankings == 0 ? "no rankings: negatives have to be sampled" : context.Exposures.Attributed > 0 ? "clicks belong to lists that were shown" : "no click belongs to a list"),
            new("off-policy evaluation", m["withPropensity"] > 0, m["withPropensity"] > 0 ? $"{AuditContext.Percent(m["withPropensity"])} of the items shown carry a propensity" : "no propensities are logged"),
            new("trending and time features", absolute, absolute ? "times are absolute" : clock),
            new("text features", m["itemsWithText"] > 0, m["itemsWithText"] > 0 ? $"{AuditContext.Percent(m["itemsWithText"])} of the items have a text" : "no item has a title or description"),
        ];
    }

    private static string Weak(IDictionary<string, double> m)
    {
        var reasons = new List<string>();
        if (m["sameSecondShare"] > 0.1)
            reasons.Add($"{AuditContext.Percent(m["sameSecondShare"])} of the events share a second with an earlier one, judge them as groups");
        if (m["coldUserEvents"] > 0.5)
            reasons.Add("few test users are warm, look at intervals of differences");
        return reasons.Count == 0 ? "" : "; " + string.Join("; ", reasons);
    }

    private static double Zero(double value) => double.IsNaN(value) ? 0 : value;
}
