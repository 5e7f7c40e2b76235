using System.Globalization;
using System.Text;
using Recsys.MLNet.ModelBuilder.Reporting.Charts;

namespace Recsys.MLNet.ModelBuilder.Notebooks;

internal sealed class PointChart(string title, string horizontal, string vertical, IReadOnlyList<(string Name, double X, double Y)> points) : NotebookView
{
    private const double Width = 640, Height = 320, Left = 56, Top = 44, Bottom = 40;

    public override string ToHtml()
    {
        var svg = new Svg(title, Width, Height);
        var x = new Axis(points.Select(p => p.X), Left + 6, Width - 14);
        var y = new Axis(points.Select(p => p.Y), Height - Bottom - 6, Top + 6);
        foreach (double mark in y.Ticks)
        {
            svg.Line(Left, y.At(mark), Width - 8, y.At(mark), 0.2);
            svg.Text(Left - 6, y.At(mark) + 4, Svg.Number(mark), "end");
        }
        foreach (double mark in x.Ticks)
        {
            svg.Line(x.At(mark), Top, x.At(mark), Height - Bottom, 0.2);
            svg.Text(x.At(mark), Height - Bottom + 15, Svg.Number(mark), "middle");
        }
        svg.Text(Left, 31, vertical);
        svg.Text(Width - 8, Height - 8, horizontal, "end");
        foreach (var (name, px, py) in points.Where(p => double.IsFinite(p.X + p.Y)))
            svg.Point(x.At(px), y.At(py), Svg.Colors[0], name);
        return svg.ToString();
    }

    public override string ToString()
    {
        var text = new StringBuilder(title);
        foreach (var (name, px, py) in points.Take(40))
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{name,-24} {horizontal} {Svg.Number(px),-8} {vertical} {Svg.Number(py)}");
        return points.Count > 40 ? text.AppendLine().Append(CultureInfo.InvariantCulture, $"and {points.Count - 40} more").ToString() : text.ToString();
    }
}
