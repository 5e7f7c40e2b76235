using System.Globalization;

namespace Recsys.MLNet.Data;

/// <summary>Reads the times that events carry: milliseconds since 1970, or ISO 8601.</summary>
public static class EventTime
{
    /// <summary>Year 1, the earliest time accepted.</summary>
    public const long Earliest = -62135596800000;

    /// <summary>The end of year 9999, the latest time accepted.</summary>
    public const long Latest = 253402300799999;

    /// <summary>Reads milliseconds or ISO 8601 (<c>2020-09-06T11:24:27Z</c>; no offset means UTC).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long milliseconds)
    {
        text = text.Trim();
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out milliseconds))
            return milliseconds is >= Earliest and <= Latest;
        // The runtime's parser also knows 09/06/2020, whose meaning depends on who wrote it: only year-month-day is let through.
        if (text.Length >= 10 && text[4] == '-' && text[7] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            milliseconds = time.ToUnixTimeMilliseconds();
            return true;
        }
        return false;
    }

    /// <summary>The time in ISO 8601, UTC, to the millisecond.</summary>
    public static string ToIso(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, Earliest, Latest)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
