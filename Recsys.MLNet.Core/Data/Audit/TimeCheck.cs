namespace Recsys.MLNet.Data.Audit;

/// <summary>Times out of order, in the future, or in another unit.</summary>
internal sealed class TimeCheck(long now) : IAuditCheck
{
    private const long Year1990 = 631_152_000_000;
    private readonly Dictionary<string, long> _latestOf = new(StringComparer.Ordinal);
    private long _latest = long.MinValue, _first = long.MaxValue;
    private long _outOfOrder, _firstOutOfOrder, _future, _firstFuture, _ancient, _firstAncient, _absolute;

    public void Observe(Event e, long line)
    {
        if (e.Clock == EventClock.Absolute)
        {
            _absolute++;
            _first = Math.Min(_first, e.Timestamp);
            CountIf(e.Timestamp < _latest, line, ref _outOfOrder, ref _firstOutOfOrder);
            CountIf(e.Timestamp > now, line, ref _future, ref _firstFuture);
            CountIf(e.Timestamp < Year1990, line, ref _ancient, ref _firstAncient);
            _latest = Math.Max(_latest, e.Timestamp);
        }
        else if (e.Actor is { } actor)
        {
            CountIf(_latestOf.TryGetValue(actor, out long latest) && e.Timestamp < latest, line, ref _outOfOrder, ref _firstOutOfOrder);
            _latestOf[actor] = Math.Max(latest, e.Timestamp);
        }
    }

    public void Conclude(AuditContext context)
    {
        context.Measures["outOfOrder"] = _outOfOrder;
        context.Measures["futureTimes"] = _future;
        context.Measures["days"] = _absolute > 0 ? (_latest - _first) / 86_400_000.0 : double.NaN;
        if (_outOfOrder > 0)
            context.Note("out-of-order", $"{_outOfOrder} events are earlier than one before them; the order of lines is kept, times only decide decay and windows.", _firstOutOfOrder);
        if (_future > 0)
            context.Warn("future-times", $"{_future} events lie after {EventTime.ToIso(now)}. Check the sender's clock and time zone; windows that end in the future are never closed.", _firstFuture);
        if (_ancient > 0)
            context.Warn("early-times", $"{_ancient} absolute times lie before 1990. Timestamps are milliseconds: are these seconds, or is the clock relative or an order?", _firstAncient);
    }

    private static void CountIf(bool holds, long line, ref long count, ref long first)
    {
        if (holds && count++ == 0)
            first = line;
    }
}
