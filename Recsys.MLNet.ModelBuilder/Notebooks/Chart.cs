namespace Recsys.MLNet.ModelBuilder.Notebooks;

/// <summary>Charts as SVG: bars, lines, points.</summary>
public static class Chart
{
    /// <summary>Horizontal bars, one for each label, in the order given.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="labels">A name for each bar.</param>
    /// <param name="values">Its length; NaN leaves it out.</param>
    /// <param name="low">Lower ends of intervals, or null.</param>
    /// <param name="high">Upper ends of intervals, or null.</param>
    public static NotebookView Bars(string title, IReadOnlyList<string> labels, IReadOnlyList<double> values, IReadOnlyList<double>? low = null, IReadOnlyList<double>? high = null) =>
        new BarChart(title, labels, values, low, high);

    /// <summary>Lines over shared places on the horizontal axis.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="labels">A name for each place; as many are written as there is room for.</param>
    /// <param name="series">A name and a value for each place; NaN breaks the line.</param>
    public static NotebookView Lines(string title, IReadOnlyList<string> labels, params IReadOnlyList<(string Name, double[] Values)> series) => new LineChart(title, labels, series);

    /// <summary>How many values lie in each of equal parts of their range.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="values">The values; NaN are left out.</param>
    /// <param name="bins">How many parts.</param>
    public static NotebookView Histogram(string title, IEnumerable<double> values, int bins = 20)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        double[] kept = [.. values.Where(double.IsFinite)];
        double from = kept.DefaultIfEmpty(0).Min(), to = kept.DefaultIfEmpty(0).Max(), width = to > from ? (to - from) / bins : 1;
        var counts = new double[bins];
        foreach (double value in kept)
            counts[Math.Min(bins - 1, (int)((value - from) / width))]++;
        return new LineChart(title, [.. Enumerable.Range(0, bins).Select(b => Svg.Number(from + b * width))], [("values", counts)], asBars: true);
    }

    /// <summary>Points with two numbers each, and a name that shows under the pointer.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="horizontal">What the horizontal axis says.</param>
    /// <param name="vertical">What the vertical axis says.</param>
    /// <param name="points">The points.</param>
    public static NotebookView Points(string title, string horizontal, string vertical, IReadOnlyList<(string Name, double X, double Y)> points) => new PointChart(title, horizontal, vertical, points);
}
