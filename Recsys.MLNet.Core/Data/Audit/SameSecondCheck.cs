namespace Recsys.MLNet.Data.Audit;

/// <summary>How much of each user's order is really known: events of one second, or last events on the day of the one before.</summary>
internal sealed class SameSecondCheck : IAuditCheck
{
    public void Observe(Event e, long line)
    {
    }

    public void Conclude(AuditContext context)
    {
        double second = double.NaN, any = double.NaN, day = double.NaN;
        if (context.Log.Clock != EventClock.Order && context.Log.Count > 0)
            (second, any, day) = Shares(context.Log);
        context.Measures["sameSecondShare"] = second;
        context.Measures["sameSecondAnyShare"] = any;
        context.Measures["lastOnSameDayShare"] = day;
        if (second > 0.1)
            context.Warn("same-second", $"{AuditContext.Percent(second)} of the events share a second with an earlier one of the same user ({AuditContext.Percent(any)} with any): their order is not known. Evaluate events of one second as one group (prequential does).");
        if (day > 0.2 && context.Log.Clock == EventClock.Relative)
            context.Warn("same-day", $"For {AuditContext.Percent(day)} of the users the last event falls on the day of the one before, where the order is mostly that of the file. Report the slice 'later-day' beside the full figure.");
    }

    private static (double Second, double Any, double Day) Shares(InteractionLog log)
    {
        var users = log.BySequence();
        long shared = 0, any = 0, sameDay = 0, atLeastTwo = 0;
        var seconds = new List<long>();
        for (int u = 0; u < users.Users; u++)
        {
            var places = users.PlacesOf(u);
            seconds.Clear();
            foreach (int place in places)
                seconds.Add((long)Math.Floor(log.TimeOf[place] / 1000.0));
            if (places.Length >= 2)
            {
                atLeastTwo++;
                if (seconds[^1] / 86_400 == seconds[^2] / 86_400)
                    sameDay++;
            }
            seconds.Sort();
            for (int i = 0; i < seconds.Count; i++)
            {
                bool withEarlier = i > 0 && seconds[i - 1] == seconds[i];
                shared += withEarlier ? 1 : 0;
                any += withEarlier || (i + 1 < seconds.Count && seconds[i + 1] == seconds[i]) ? 1 : 0;
            }
        }
        return ((double)shared / log.Count, (double)any / log.Count, atLeastTwo == 0 ? double.NaN : (double)sameDay / atLeastTwo);
    }
}
