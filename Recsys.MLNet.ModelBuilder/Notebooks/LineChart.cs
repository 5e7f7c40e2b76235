using System.Globalization;
using System.Text;
using Recsys.MLNet.ModelBuilder.Reporting.Charts;

namespace Recsys.MLNet.ModelBuilder.Notebooks;

internal sealed class LineChart : NotebookView
{
    private const double Width = 640, Height = 260, Left = 56, Top = 44, Bottom = 28;
    private const string Levels = "▁▂▃▄▅▆▇█";

    private readonly string _title;
    private readonly IReadOnlyList<string> _labels;
    private readonly IReadOnlyList<(string Name, double[] Values)> _series;
    private readonly bool _asBars;

    public LineChart(string title, IReadOnlyList<string> labels, IReadOnlyList<(string Name, double[] Values)> series, bool asBars = false)
    {
        foreach (var (name, values) in series)
            if (values.Length != labels.Count)
                throw new ArgumentException($"Series '{name}' has {values.Length} values; there are {labels.Count} places.");
        (_title, _labels, _series, _asBars) = (title, labels, series, asBars);
    }

    public override string ToHtml()
    {
        var svg = new Svg(_title, Width, Height);
        var axis = new Axis(_series.SelectMany(s => s.Values), Height - Bottom, Top, fromZero: true);
        double step = (Width - Left - 8) / Math.Max(1, _labels.Count), half = step / 2;
        double X(int place) => Left + half + step * place;
        foreach (double mark in axis.Ticks)
        {
            svg.Line(Left, axis.At(mark), Width - 8, axis.At(mark), 0.2);
            svg.Text(Left - 6, axis.At(mark) + 4, Svg.Number(mark), "end");
        }
        int every = Math.Max(1, (int)Math.Ceiling(_labels.Count / 10.0));
        for (int i = 0; i < _labels.Count; i += every)
            svg.Text(X(i), Height - 8, _labels[i], "middle");
        for (int s = 0; s < _series.Count; s++)
        {
            var (name, values) = _series[s];
            string color = Svg.Colors[s % Svg.Colors.Length];
            if (_asBars)
            {
                for (int i = 0; i < values.Length; i++)
                    svg.Box(X(i) - half * 0.9, axis.At(values[i]), step * 0.9, axis.At(0) - axis.At(values[i]), color, $"{_labels[i]}: {Svg.Number(values[i])}");
                continue;
            }
            for (int from = 0; from < values.Length; from++)
            {
                int to = from;
                while (to < values.Length && double.IsFinite(values[to]))
                    to++;
                if (to > from)
                    svg.Path(Enumerable.Range(from, to - from).Select(i => (X(i), axis.At(values[i]))), color);
                from = to;
            }
            if (_series.Count > 1)
            {
                svg.Box(Left + 130 * s, 22, 10, 10, color, name);
                svg.Text(Left + 130 * s + 14, 31, name);
            }
        }
        return svg.ToString();
    }

    public override string ToString()
    {
        var all = _series.SelectMany(s => s.Values).Where(double.IsFinite).ToArray();
        double low = Math.Min(0, all.DefaultIfEmpty(0).Min()), high = all.DefaultIfEmpty(1).Max();
        var text = new StringBuilder(_title);
        if (_labels.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $" ({_labels[0]} to {_labels[^1]}, {Svg.Number(low)} to {Svg.Number(high)})");
        foreach (var (name, values) in _series)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{name,-16} {string.Concat(values.Select(v => double.IsFinite(v) ? Levels[high > low ? (int)Math.Round((v - low) / (high - low) * (Levels.Length - 1)) : 0] : ' '))}");
        return text.ToString();
    }
}
