using System.Globalization;

namespace Recsys.MLNet.ModelBuilder.Reporting.Charts;

/// <summary>What every chart has: a figure with a caption, an SVG with title and description for those who do not see it, lines and texts.</summary>
internal static class ChartFrame
{
    public const int Width = 720;

    /// <summary>Opens a figure and its SVG; <see cref="End"/> closes both.</summary>
    public static HtmlWriter Begin(HtmlWriter html, double height, string title, string description, int width = Width)
    {
        string id = html.NextId("chart");
        html.Open("figure").Element("figcaption", title).Open("div", ("class", "wide"), ("tabindex", "0"), ("role", "group"), ("aria-label", title));
        return html.Open("svg", ("viewBox", $"0 0 {Text(width)} {Text(height)}"), ("class", width < Width ? "small" : ""), ("role", "img"), ("aria-labelledby", $"{id}-t {id}-d"))
            .Element("title", title, ("id", $"{id}-t")).Element("desc", description, ("id", $"{id}-d"));
    }

    public static void End(HtmlWriter html) => html.Close().Close().Close();

    public static void Line(HtmlWriter html, double x1, double y1, double x2, double y2, string style) =>
        html.Void("line", ("x1", Text(x1)), ("y1", Text(y1)), ("x2", Text(x2)), ("y2", Text(y2)), ("class", style));

    public static void Rectangle(HtmlWriter html, double x, double y, double width, double height, string style) =>
        html.Void("rect", ("x", Text(x)), ("y", Text(y)), ("width", Text(Math.Max(0, width))), ("height", Text(height)), ("class", style));

    public static void Dot(HtmlWriter html, double x, double y, string style) => html.Void("circle", ("cx", Text(x)), ("cy", Text(y)), ("r", "4.5"), ("class", style));

    public static void Label(HtmlWriter html, double x, double y, string text, string anchor = "start", string style = "") =>
        html.Element("text", text, ("x", Text(x)), ("y", Text(y)), ("text-anchor", anchor), ("class", style));

    /// <summary>A name that fits into so many letters.</summary>
    public static string Fit(string name, int letters) => name.Length <= letters ? name : string.Concat(name.AsSpan(0, letters - 1), "…");

    public static string Text(double place) => place.ToString("0.##", CultureInfo.InvariantCulture);
}
