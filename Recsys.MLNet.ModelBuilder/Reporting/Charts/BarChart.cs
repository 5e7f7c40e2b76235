namespace Recsys.MLNet.ModelBuilder.Reporting.Charts;

/// <summary>One bar, or several beside each other, for each name.</summary>
internal static class BarChart
{
    private const double Left = 210, Right = 640, Bar = 12, Gap = 9, Top = 10;

    /// <summary>Writes the chart.</summary>
    /// <param name="html">Where.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="description">The same in words and figures.</param>
    /// <param name="series">Names of the bars that each row has.</param>
    /// <param name="rows">Name of each row and one value for each series.</param>
    /// <param name="format">How values are shown.</param>
    public static void Write(HtmlWriter html, string title, string description, IReadOnlyList<string> series, IReadOnlyList<(string Name, double[] Values)> rows, Func<double, string> format)
    {
        double each = series.Count * Bar + Gap, top = Top + (series.Count > 1 ? 22 : 0), bottom = top + rows.Count * each;
        var axis = new Axis(rows.SelectMany(r => r.Values), Left, Right, fromZero: true);
        ChartFrame.Begin(html, bottom + 26, title, description);
        if (series.Count > 1)
            for (int s = 0; s < series.Count; s++)
            {
                ChartFrame.Rectangle(html, Left + s * 150, 2, 12, 12, $"s{s}");
                ChartFrame.Label(html, Left + s * 150 + 18, 12, series[s]);
            }
        foreach (double tick in axis.Ticks)
        {
            ChartFrame.Line(html, axis.At(tick), top, axis.At(tick), bottom, "grid");
            ChartFrame.Label(html, axis.At(tick), bottom + 18, format(tick), "middle", "tick");
        }
        for (int r = 0; r < rows.Count; r++)
        {
            double y = top + r * each + Gap / 2;
            ChartFrame.Label(html, Left - 12, y + series.Count * Bar / 2 + 4, ChartFrame.Fit(rows[r].Name, 30), "end");
            for (int s = 0; s < series.Count; s++)
            {
                double value = rows[r].Values[s];
                if (!double.IsFinite(value))
                    continue;
                double from = Math.Min(axis.At(0), axis.At(value)), to = Math.Max(axis.At(0), axis.At(value));
                ChartFrame.Rectangle(html, from, y + s * Bar, to - from, Bar - 1, $"s{s}");
                ChartFrame.Label(html, Right + 14, y + s * Bar + Bar / 2 + 4, format(value), "start", "tick");
            }
        }
        ChartFrame.End(html);
    }
}
