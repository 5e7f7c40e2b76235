using Recsys.MLNet.Metrics;

namespace Recsys.MLNet.ModelBuilder.Reporting.Charts;

/// <summary>One row of an <see cref="IntervalChart"/>.</summary>
/// <param name="Name">Its label.</param>
/// <param name="Value">Its value and interval.</param>
/// <param name="Style">Class of its dot: <c>lead</c>, <c>floor</c> or empty.</param>
internal sealed record IntervalRow(string Name, Interval Value, string Style = "");

/// <summary>Values with their intervals, a row each: what may be compared at a glance and what may not.</summary>
internal static class IntervalChart
{
    private const double Left = 210, Right = 640, RowHeight = 24, Top = 10;

    public static void Write(HtmlWriter html, string title, string description, IReadOnlyList<IntervalRow> rows, Func<double, string> format, bool zero = false)
    {
        double bottom = Top + rows.Count * RowHeight;
        var axis = new Axis(rows.SelectMany(r => new[] { r.Value.Low, r.Value.High, r.Value.Value }), Left, Right, fromZero: true);
        ChartFrame.Begin(html, bottom + 26, title, description);
        foreach (double tick in axis.Ticks)
        {
            ChartFrame.Line(html, axis.At(tick), Top, axis.At(tick), bottom, tick == 0 && zero ? "zero" : "grid");
            ChartFrame.Label(html, axis.At(tick), bottom + 18, Figures.Short(tick), "middle", "tick");
        }
        for (int r = 0; r < rows.Count; r++)
        {
            var (name, value, style) = rows[r];
            double y = Top + (r + 0.5) * RowHeight;
            ChartFrame.Label(html, Left - 12, y + 4, ChartFrame.Fit(name, 30), "end", style);
            if (!double.IsFinite(value.Value))
                continue;
            ChartFrame.Line(html, axis.At(value.Low), y, axis.At(value.High), y, $"whisker {style}");
            ChartFrame.Dot(html, axis.At(value.Value), y, $"dot {style}");
            ChartFrame.Label(html, Right + 14, y + 4, format(value.Value), "start", style);
        }
        ChartFrame.End(html);
    }
}
