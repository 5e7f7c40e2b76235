using System.Globalization;
using System.Text;
using Recsys.MLNet.ModelBuilder.Reporting.Charts;

namespace Recsys.MLNet.ModelBuilder.Notebooks;

internal sealed class BarChart : NotebookView
{
    private const double Width = 640, RowHeight = 22, Top = 28, LabelWidth = 180, Right = 70;
    private const int TextWidth = 40;

    private readonly string _title;
    private readonly IReadOnlyList<string> _labels;
    private readonly IReadOnlyList<double> _values;
    private readonly IReadOnlyList<double>? _low, _high;

    public BarChart(string title, IReadOnlyList<string> labels, IReadOnlyList<double> values, IReadOnlyList<double>? low, IReadOnlyList<double>? high)
    {
        if (labels.Count != values.Count || (low ?? values).Count != values.Count || (high ?? values).Count != values.Count)
            throw new ArgumentException($"There are {labels.Count} labels, {values.Count} values, {low?.Count ?? values.Count} lower and {high?.Count ?? values.Count} upper ends; they must be as many.");
        (_title, _labels, _values, _low, _high) = (title, labels, values, low, high);
    }

    public override string ToHtml()
    {
        var axis = new Axis(_values.Concat(_low ?? []).Concat(_high ?? []), LabelWidth, Width - Right, fromZero: true);
        var svg = new Svg(_title, Width, Top + RowHeight * _labels.Count + 4);
        for (int i = 0; i < _labels.Count; i++)
        {
            double y = Top + RowHeight * i;
            svg.Text(LabelWidth - 6, y + 14, _labels[i].Length > 30 ? _labels[i][..29] + "…" : _labels[i], "end");
            if (!double.IsFinite(_values[i]))
                continue;
            double zero = axis.At(0), end = axis.At(_values[i]);
            svg.Box(Math.Min(zero, end), y + 3, Math.Abs(end - zero), RowHeight - 6, Svg.Colors[0], $"{_labels[i]}: {Svg.Number(_values[i])}");
            if (_low is not null && _high is not null && double.IsFinite(_low[i] + _high[i]))
            {
                svg.Line(axis.At(_low[i]), y + RowHeight / 2, axis.At(_high[i]), y + RowHeight / 2);
                svg.Line(axis.At(_low[i]), y + 6, axis.At(_low[i]), y + RowHeight - 6);
                svg.Line(axis.At(_high[i]), y + 6, axis.At(_high[i]), y + RowHeight - 6);
            }
            svg.Text(axis.At(Math.Max(0, Math.Max(_values[i], _high?[i] ?? _values[i]))) + 5, y + 14, Svg.Number(_values[i]));
        }
        return svg.ToString();
    }

    public override string ToString()
    {
        int label = _labels.DefaultIfEmpty("").Max(l => l.Length);
        double most = _values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(1).Max();
        var text = new StringBuilder(_title);
        for (int i = 0; i < _labels.Count; i++)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{_labels[i].PadRight(label)} ");
            if (double.IsFinite(_values[i]))
                text.Append('█', most > 0 ? (int)Math.Round(Math.Abs(_values[i]) / most * TextWidth) : 0).Append(' ').Append(Svg.Number(_values[i]));
        }
        return text.ToString();
    }
}
