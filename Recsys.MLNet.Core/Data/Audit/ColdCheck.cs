namespace Recsys.MLNet.Data.Audit;

/// <summary>How much of the end of the log concerns users and items that its beginning does not know.</summary>
internal sealed class ColdCheck : IAuditCheck
{
    public void Observe(Event e, long line)
    {
    }

    public void Conclude(AuditContext context)
    {
        var log = context.Log;
        var measures = context.Measures;
        var events = new int[log.Users.Count];
        foreach (int user in log.UserOf)
            events[user]++;
        Array.Sort(events);
        measures["users"] = log.Users.Count;
        measures["items"] = log.Items.Count;
        measures["medianEventsPerUser"] = events.Length == 0 ? double.NaN : events[events.Length / 2];
        measures["usersWithThreeEvents"] = events.Count(n => n >= 3);
        measures["repeatShare"] = RepeatShare(log);
        (measures["testUsers"], measures["coldUsers"], measures["coldUserEvents"], measures["coldItemEvents"]) = log.Clock == EventClock.Absolute ? AfterCut(log) : (double.NaN, double.NaN, double.NaN, double.NaN);
        measures["coldLastItems"] = LastItemsUnseenElsewhere(log);
        if (measures["coldUserEvents"] > 0.5)
            context.Warn("cold-users", $"In a split at 80 % of the log, {AuditContext.Percent(measures["coldUserEvents"])} of the test events belong to {measures["coldUsers"]} users (of {measures["testUsers"]}) who were never seen in training. Report warm and cold users apart; prequential evaluation lets their history grow.");
        if (measures["coldItemEvents"] > 0.2)
            context.Warn("cold-items", $"In a split at 80 % of the log, {AuditContext.Percent(measures["coldItemEvents"])} of the test events concern items never seen in training: only item texts and fields can recommend them.");
    }

    private static (double TestUsers, double ColdUsers, double UserEvents, double ItemEvents) AfterCut(InteractionLog log)
    {
        int cut = (int)(log.Count * 0.8);
        if (cut == 0)
            return (double.NaN, double.NaN, double.NaN, double.NaN);
        var users = new bool[log.Users.Count];
        var items = new bool[log.Items.Count];
        for (int i = 0; i < cut; i++)
            users[log.UserOf[i]] = items[log.ItemOf[i]] = true;
        var tested = new HashSet<int>();
        int coldUserEvents = 0, coldItemEvents = 0;
        for (int i = cut; i < log.Count; i++)
        {
            tested.Add(log.UserOf[i]);
            coldUserEvents += users[log.UserOf[i]] ? 0 : 1;
            coldItemEvents += items[log.ItemOf[i]] ? 0 : 1;
        }
        double test = log.Count - cut;
        return (tested.Count, tested.Count(u => !users[u]), coldUserEvents / test, coldItemEvents / test);
    }

    /// <summary>Share of users whose last item occurs nowhere but as a last item.</summary>
    private static double LastItemsUnseenElsewhere(InteractionLog log)
    {
        var sequences = log.BySequence();
        var seen = new bool[log.Items.Count];
        var lasts = new List<int>();
        for (int u = 0; u < sequences.Users; u++)
        {
            var places = sequences.PlacesOf(u);
            for (int i = 0; i + 1 < places.Length; i++)
                seen[log.ItemOf[places[i]]] = true;
            if (places.Length >= 3)
                lasts.Add(log.ItemOf[places[^1]]);
        }
        return lasts.Count == 0 ? double.NaN : lasts.Count(i => !seen[i]) / (double)lasts.Count;
    }

    private static double RepeatShare(InteractionLog log)
    {
        var pairs = new HashSet<(int, int, int)>();
        int repeats = 0;
        for (int i = 0; i < log.Count; i++)
            repeats += pairs.Add((log.UserOf[i], log.ItemOf[i], log.TypeOf[i])) ? 0 : 1;
        return log.Count == 0 ? double.NaN : (double)repeats / log.Count;
    }
}
