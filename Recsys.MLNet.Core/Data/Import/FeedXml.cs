using System.Xml;

namespace Recsys.MLNet.Data.Import;

/// <summary>Reads a feed that is RSS 2.0 (<c>item</c>) or Atom (<c>entry</c>), one product at a time.</summary>
internal static class FeedXml
{
    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, // no entities that grow, no files fetched
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreWhitespace = true,
        CloseInput = true,
    };

    public static IEnumerable<FeedRow> Read(string path, out long? dated)
    {
        dated = null;
        using (var reader = XmlReader.Create(InputFile.Open(path), s_settings))
            dated = Guard(path, reader, () => DateOf(reader));
        return Rows(path);
    }

    private static IEnumerable<FeedRow> Rows(string path)
    {
        using var reader = XmlReader.Create(InputFile.Open(path), s_settings);
        while (Guard(path, reader, () => NextRow(reader)) is { } row)
            yield return row;
    }

    private static FeedRow? NextRow(XmlReader reader)
    {
        while (reader.Read())
            if (IsRow(reader))
                return ReadRow(reader);
        return null;
    }

    private static FeedRow ReadRow(XmlReader reader)
    {
        long line = ((IXmlLineInfo)reader).LineNumber;
        var columns = new List<KeyValuePair<string, string>>();
        if (reader.IsEmptyElement)
            return new(line, columns);
        int depth = reader.Depth;
        reader.Read();
        while (!(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                reader.Read();
                continue;
            }
            string name = FeedRow.Normalise(reader.LocalName);
            string? link = name == "link" ? reader.GetAttribute("href") : null; // Atom keeps the address in an attribute
            using var inside = reader.ReadSubtree();
            inside.Read();
            string text = TextOf(inside);
            reader.Read(); // past the end of the column
            columns.Add(new(name, link ?? text));
        }
        return new(line, columns);
    }

    private static string TextOf(XmlReader inside)
    {
        var text = new System.Text.StringBuilder();
        do
        {
            if (inside.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                text.Append(inside.Value);
        }
        while (inside.Read());
        return text.ToString();
    }

    /// <summary>The date of the feed itself, looked for before its first product.</summary>
    private static long? DateOf(XmlReader reader)
    {
        bool more = reader.Read();
        while (more && !IsRow(reader))
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName is "updated" or "lastBuildDate" or "pubDate")
            {
                if (DateTimeOffset.TryParse(reader.ReadElementContentAsString(), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time))
                    return time.ToUnixTimeMilliseconds();
                more = !reader.EOF;
                continue; // already on the node after the element
            }
            more = reader.Read();
        }
        return null;
    }

    private static bool IsRow(XmlReader reader) => reader.NodeType == XmlNodeType.Element && reader.LocalName is "item" or "entry";

    private static T Guard<T>(string path, XmlReader reader, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (XmlException wrong)
        {
            string at = wrong.LineNumber > 0 ? $" line {wrong.LineNumber}" : "";
            throw new InvalidDataException($"{path}{at}: not well-formed XML; expected an RSS 2.0 or Atom feed. Correct it or ask for the feed as a table.");
        }
    }
}
