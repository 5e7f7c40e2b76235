using System.Globalization;
using System.Text;

namespace Recsys.MLNet.ModelBuilder.Notebooks;

/// <summary>A table; columns whose cells are numbers stand to the right.</summary>
public sealed class TableView : NotebookView
{
    private readonly string _title;
    private readonly string[] _columns;
    private readonly List<string[]> _rows = [];

    /// <summary>A table with the given columns.</summary>
    public TableView(string title, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(columns);
        (_title, _columns) = (title, columns);
    }

    /// <summary>How many rows there are.</summary>
    public int Rows => _rows.Count;

    /// <summary>Adds a row: texts, and numbers in as many digits as say something.</summary>
    /// <returns>The table itself.</returns>
    public TableView Add(params object?[] cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Length != _columns.Length)
            throw new ArgumentException($"The row has {cells.Length} cells; the table has the columns {string.Join(", ", _columns)}.");
        _rows.Add([.. cells.Select(Cell)]);
        return this;
    }

    /// <inheritdoc/>
    public override string ToHtml()
    {
        var html = new StringBuilder("<table style=\"border-collapse:collapse\">");
        html.Append(CultureInfo.InvariantCulture, $"<caption style=\"text-align:left;font-weight:bold\">{Escape(_title)}</caption><thead><tr>");
        for (int c = 0; c < _columns.Length; c++)
            html.Append(CultureInfo.InvariantCulture, $"<th style=\"{Style(c)}\">{Escape(_columns[c])}</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in _rows)
        {
            html.Append("<tr>");
            for (int c = 0; c < row.Length; c++)
                html.Append(CultureInfo.InvariantCulture, $"<td style=\"{Style(c)}\">{Escape(row[c])}</td>");
            html.Append("</tr>");
        }
        return html.Append("</tbody></table>").ToString();
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        int[] widths = [.. _columns.Select((name, c) => _rows.Select(r => r[c].Length).Append(name.Length).Max())];
        var text = new StringBuilder(_title).AppendLine();
        foreach (string[] row in _rows.Prepend(_columns))
            text.AppendLine(string.Join("  ", row.Select((cell, c) => IsNumber(c) ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd());
        return text.ToString().TrimEnd();
    }

    private string Style(int column) => $"text-align:{(IsNumber(column) ? "right" : "left")};padding:2px 8px";

    private bool IsNumber(int column) => _rows.Count > 0 && _rows.All(r => r[column].Length == 0 || char.IsAsciiDigit(r[column].TrimStart('-', '+', '.', '±')[..1].FirstOrDefault('x')));

    private static string Cell(object? value) => value switch
    {
        null => "",
        double.NaN or float.NaN => "",
        double number => Number(number),
        float number => Number(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Number(double value) => Math.Abs(value) is >= 1000 or 0 ? value.ToString("0", CultureInfo.InvariantCulture)
        : Math.Abs(value) >= 1 ? value.ToString("0.00", CultureInfo.InvariantCulture) : value.ToString("0.0000", CultureInfo.InvariantCulture);
}
