namespace Recsys.MLNet.ModelBuilder.Reporting.Charts;

/// <summary>One line of a <see cref="LineChart"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Points">Its points, from left to right.</param>
/// <param name="IsStep">Whether the value holds until the next point.</param>
internal sealed record LineSeries(string Name, IReadOnlyList<(double X, double Y)> Points, bool IsStep = false);

/// <summary>How something changes along something else.</summary>
internal static class LineChart
{
    private const double Left = 64, Top = 12;
    private const int Narrow = 400;

    /// <summary>Writes the chart.</summary>
    /// <param name="html">Where.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="description">The same in words and figures.</param>
    /// <param name="across">What lies along the bottom.</param>
    /// <param name="up">What goes up.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="small">Half as wide and without names of lines, which the text around it gives.</param>
    public static void Write(HtmlWriter html, string title, string description, string across, string up, IReadOnlyList<LineSeries> lines, bool small = false)
    {
        double right = small ? Narrow - 12 : 560, bottom = Top + (small ? 150 : 200);
        var x = new Axis(lines.SelectMany(l => l.Points).Select(p => p.X), Left, right);
        var y = new Axis(lines.SelectMany(l => l.Points).Select(p => p.Y), bottom, Top);
        ChartFrame.Begin(html, bottom + 44, title, description, small ? Narrow : ChartFrame.Width);
        foreach (double tick in y.Ticks)
        {
            ChartFrame.Line(html, Left, y.At(tick), right, y.At(tick), "grid");
            ChartFrame.Label(html, Left - 8, y.At(tick) + 4, Figures.Short(tick), "end", "tick");
        }
        foreach (double tick in x.Ticks)
            ChartFrame.Label(html, x.At(tick), bottom + 18, Figures.Short(tick), "middle", "tick");
        ChartFrame.Label(html, (Left + right) / 2, bottom + 38, across, "middle", "tick");
        if (!small)
            ChartFrame.Label(html, right + 12, Top + 4, up, "start", "tick");
        for (int s = 0; s < lines.Count; s++)
        {
            var path = new System.Text.StringBuilder();
            double before = double.NaN;
            foreach (var (px, py) in lines[s].Points)
            {
                if (path.Length > 0 && lines[s].IsStep)
                    path.Append(' ').Append(ChartFrame.Text(x.At(px))).Append(',').Append(ChartFrame.Text(before));
                path.Append(path.Length > 0 ? " " : "").Append(ChartFrame.Text(x.At(px))).Append(',').Append(ChartFrame.Text(y.At(py)));
                before = y.At(py);
            }
            html.Void("polyline", ("points", path.ToString()), ("class", $"line l{s}"));
            if (lines.Count > 1 && !small)
            {
                ChartFrame.Line(html, right + 12, Top + 26 + s * 22, right + 32, Top + 26 + s * 22, $"line l{s}");
                ChartFrame.Label(html, right + 38, Top + 30 + s * 22, ChartFrame.Fit(lines[s].Name, 18));
            }
        }
        ChartFrame.End(html);
    }
}
