using System.Globalization;

namespace Recsys.MLNet.Data;

/// <summary>Reads interactions from a table with the columns <c>user, item, type, timestamp[, value, session, clock]</c>, in any order.</summary>
internal static class EventCsv
{
    public static IEnumerable<EventLine> Read(string file, char delimiter)
    {
        using var table = CsvTable.Open(file, delimiter);
        var columns = new Columns(table, file);
        long count = 0, orderTime = -1;
        while (table.Next())
        {
            count++;
            EventLine line;
            try
            {
                line = new(table.Line, columns.ReadEvent(table, ref orderTime), null);
            }
            catch (EventFault fault)
            {
                line = new(table.Line, null, new(file, table.Line, fault.Field, fault.Message));
            }
            yield return line;
        }
        if (count == 0)
            throw new InvalidDataException($"{file} holds a header and no rows; expected at least one interaction.");
    }

    private sealed class Columns
    {
        private readonly int _user, _item, _type, _timestamp, _value, _session, _clock, _width;

        public Columns(CsvTable table, string file)
        {
            (_user, _session, _item, _type) = (table.Column("user"), table.Column("session"), table.Column("item"), table.Column("type"));
            (_timestamp, _value, _clock) = (table.Column("timestamp"), table.Column("value"), table.Column("clock"));
            _width = table.Header.Length;
            string? missing = _item < 0 ? "item" : _type < 0 ? "type" : _user < 0 && _session < 0 ? "user" : _timestamp < 0 && _clock < 0 ? "timestamp" : null;
            if (missing is not null)
                throw new InvalidDataException($"{file} line 1: column '{missing}' is missing; got {string.Join(',', table.Header)}, expected the header user,item,type,timestamp[,value,session].");
        }

        public Event ReadEvent(CsvTable table, ref long orderTime)
        {
            if (table.Cells.Count > _width)
                throw new EventFault(null, $"the row has {table.Cells.Count} values; the header names {_width}. Put values that hold the separator in quotes.");
            if (!EventRules.TryParseClock(table[_clock], out var clock))
                throw new EventFault("clock", $"'clock' is '{table[_clock]}'; expected absolute, relative or order.");
            var e = new Event
            {
                Kind = EventKind.Interaction,
                User = None(table[_user]),
                Session = None(table[_session]),
                Item = None(table[_item]),
                Type = None(table[_type]),
                Clock = clock,
                Timestamp = Time(table[_timestamp], clock, ref orderTime),
                Fields = Value(table[_value]) is { } value ? [new Field("value", FieldValue.Of(value))] : [],
            };
            return EventRules.Missing(e, hasItems: false) is { } missing ? throw new EventFault(missing, EventRules.MissingMessage(missing, e.Kind)) : e;
        }

        private static long Time(string text, EventClock clock, ref long orderTime)
        {
            if (text.Length == 0)
                return clock == EventClock.Order ? ++orderTime : throw new EventFault("timestamp", EventRules.MissingMessage("timestamp", EventKind.Interaction));
            if (!EventTime.TryParse(text, out long time))
                throw new EventFault("timestamp", $"'timestamp' is '{text}'; {EventRules.TimeForms}.");
            orderTime = Math.Max(orderTime, time);
            return time;
        }

        private static double? Value(string text)
        {
            if (text.Length == 0)
                return null;
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                ? value
                : throw new EventFault("value", $"'value' is '{text}'; expected a finite number with a decimal point.");
        }

        private static string? None(string text) => text.Length == 0 ? null : text;
    }
}
