namespace Recsys.MLNet.Data.Audit;

/// <summary>Whether times can be compared between users.</summary>
internal sealed class ClockCheck : IAuditCheck
{
    private readonly long[] _lines = new long[3];

    public void Observe(Event e, long line)
    {
        if (_lines[(int)e.Clock] == 0 && e.Kind is EventKind.Interaction or EventKind.Ranking)
            _lines[(int)e.Clock] = line;
    }

    public void Conclude(AuditContext context)
    {
        int kinds = _lines.Count(l => l > 0);
        if (kinds > 1)
            context.Warn("mixed-clocks", "The log mixes clocks; all of it is treated as the weakest. Keep data of different clocks in separate logs.", _lines.Where(l => l > 0).Max());
        if (_lines[(int)EventClock.Relative] > 0)
            context.Warn("no-absolute-clock", "Times are relative to each user's first event: users cannot be aligned in time. No global replay, no trending, no time split; leave-one-out is the protocol.", _lines[(int)EventClock.Relative]);
        if (_lines[(int)EventClock.Order] > 0)
            context.Warn("no-absolute-clock", "There are no times, only an order: no time features, no trending, no time split; leave-one-out is the protocol.", _lines[(int)EventClock.Order]);
    }
}
