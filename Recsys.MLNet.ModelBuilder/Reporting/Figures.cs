using System.Globalization;

namespace Recsys.MLNet.ModelBuilder.Reporting;

/// <summary>Numbers as the page shows them.</summary>
internal static class Figures
{
    /// <summary>A metric: four digits, no zero before the point.</summary>
    public static string Metric(double value)
    {
        if (!double.IsFinite(value))
            return "–";
        string text = value.ToString(Math.Abs(value) < 10 ? "F4" : "F2", CultureInfo.InvariantCulture);
        return text.StartsWith("0.", StringComparison.Ordinal) ? text[1..] : text.StartsWith("-0.", StringComparison.Ordinal) ? "−" + text[2..] : text.Replace('-', '−');
    }

    /// <summary>A difference, always with its sign.</summary>
    public static string Difference(double value) => value >= 0 ? "+" + Metric(value) : Metric(value);

    /// <summary>A whole number with thousands apart.</summary>
    public static string Count(double value) => double.IsFinite(value) ? value.ToString("N0", CultureInfo.InvariantCulture) : "–";

    /// <summary>A share of one as per cent.</summary>
    public static string Share(double share) => double.IsNaN(share) ? "–" : (share * 100).ToString(share != 0 && Math.Abs(share) < 0.1 ? "0.0" : "0", CultureInfo.InvariantCulture) + "\u00A0%";

    /// <summary>A length of time in milliseconds.</summary>
    public static string Millis(double value) => value.ToString(value == 0 ? "0" : value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture) + "\u00A0ms";

    /// <summary>A number of bytes.</summary>
    public static string Bytes(double bytes) => bytes < 1e3 ? $"{bytes:0}\u00A0B" : bytes < 1e6 ? (bytes / 1e3).ToString("0.0", CultureInfo.InvariantCulture) + "\u00A0kB" : (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + "\u00A0MB";

    /// <summary>A moment, or the bare number where the clock is not absolute.</summary>
    public static string Moment(long millis) => millis is > 0 and < 253_402_300_799_999
        ? DateTimeOffset.FromUnixTimeMilliseconds(millis).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)
        : millis.ToString(CultureInfo.InvariantCulture);

    /// <summary>Any other number, short.</summary>
    public static string Short(double value) => double.IsFinite(value) ? value.ToString("G4", CultureInfo.InvariantCulture).Replace('-', '−') : "–";
}
