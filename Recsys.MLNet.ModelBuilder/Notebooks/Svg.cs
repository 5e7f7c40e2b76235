using System.Globalization;
using System.Net;
using System.Text;

namespace Recsys.MLNet.ModelBuilder.Notebooks;

/// <summary>Writes one SVG picture: lines, boxes, points and texts in the colour of the text around it.</summary>
internal sealed class Svg
{
    /// <summary>Colours of series: told apart by people who see colours differently.</summary>
    public static readonly string[] Colors = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"];

    private readonly StringBuilder _text = new();

    public Svg(string title, double width, double height)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width:0}\" height=\"{height:0}\" viewBox=\"0 0 {width:0} {height:0}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"currentColor\">");
        _text.Append(CultureInfo.InvariantCulture, $"<title>{WebUtility.HtmlEncode(title)}</title>");
        Text(0, 14, title, bold: true);
    }

    public void Text(double x, double y, string text, string anchor = "start", bool bold = false) =>
        _text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\"{(bold ? " font-weight=\"bold\"" : "")}>{WebUtility.HtmlEncode(text)}</text>");

    public void Line(double x1, double y1, double x2, double y2, double opacity = 1) =>
        _text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"currentColor\" stroke-opacity=\"{opacity}\"/>");

    public void Box(double x, double y, double width, double height, string color, string tip) =>
        _text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{Math.Max(0, width):0.#}\" height=\"{Math.Max(0, height):0.#}\" fill=\"{color}\"><title>{WebUtility.HtmlEncode(tip)}</title></rect>");

    public void Path(IEnumerable<(double X, double Y)> points, string color) =>
        _text.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" points=\"{string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")))}\"/>");

    public void Point(double x, double y, string color, string tip) =>
        _text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"4\" fill=\"{color}\" fill-opacity=\"0.7\"><title>{WebUtility.HtmlEncode(tip)}</title></circle>");

    /// <summary>A number with at most four decimals.</summary>
    public static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    public override string ToString() => _text + "</svg>";
}
