using System.Globalization;
using System.Text;

namespace Recsys.MLNet.ModelBuilder.Reporting;

/// <summary>Writes HTML that is well-formed XML too. Everything given as text or attribute is escaped; there is no way to write markup as text.</summary>
/// <remarks>
/// Escaped are the five characters of markup; what XML cannot hold (control characters, lone surrogates) and what turns the direction of the text around it
/// (overrides and isolates) becomes U+FFFD, so that an item's title cannot change how the page reads.
/// </remarks>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _out = new();
    private readonly Stack<string> _open = new();
    private int _ids;

    /// <summary>A number for an id that no other element of the page has.</summary>
    public string NextId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{++_ids}");

    /// <summary>Opens an element.</summary>
    public HtmlWriter Open(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Start(name, attributes).Append('>');
        _open.Push(name);
        return this;
    }

    /// <summary>Closes the element opened last.</summary>
    public HtmlWriter Close()
    {
        _out.Append("</").Append(_open.Pop()).Append(">\n");
        return this;
    }

    /// <summary>An element that holds nothing.</summary>
    public HtmlWriter Void(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Start(name, attributes).Append("/>");
        return this;
    }

    /// <summary>An element that holds text.</summary>
    public HtmlWriter Element(string name, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Start(name, attributes).Append('>');
        Text(text);
        _out.Append("</").Append(name).Append('>');
        return this;
    }

    /// <summary>Text.</summary>
    public HtmlWriter Text(string? text)
    {
        Escape(_out, text ?? "");
        return this;
    }

    /// <summary>A number as people read it, with the exact one for machines.</summary>
    public HtmlWriter Number(double value, string shown) => double.IsFinite(value)
        ? Element("data", shown, ("value", value.ToString("R", CultureInfo.InvariantCulture)))
        : Text("–");

    /// <summary>Style rules of our own; the one place that is not escaped.</summary>
    public HtmlWriter Style(string rules)
    {
        _out.Append("<style>\n").Append(rules).Append("</style>\n");
        return this;
    }

    /// <summary>The page. Every element must be closed.</summary>
    public override string ToString() => _open.Count == 0 ? "<!DOCTYPE html>\n" + _out : throw new InvalidOperationException($"<{_open.Peek()}> is not closed.");

    private StringBuilder Start(string name, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _out.Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
        {
            _out.Append(' ').Append(attribute).Append("=\"");
            Escape(_out, value);
            _out.Append('"');
        }
        return _out;
    }

    private static void Escape(StringBuilder into, string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            _ = c switch
            {
                '&' => into.Append("&amp;"),
                '<' => into.Append("&lt;"),
                '>' => into.Append("&gt;"),
                '"' => into.Append("&quot;"),
                '\'' => into.Append("&#39;"),
                '\t' or '\n' => into.Append(c),
                _ when char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) => into.Append(c).Append(text[++i]),
                _ when char.IsControl(c) || char.IsSurrogate(c) || c is '\uFFFE' or '\uFFFF' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => into.Append('\uFFFD'),
                _ => into.Append(c),
            };
        }
    }
}
