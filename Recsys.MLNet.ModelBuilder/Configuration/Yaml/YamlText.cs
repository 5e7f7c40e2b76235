using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Recsys.MLNet.ModelBuilder.Configuration.Yaml;

/// <summary>Reads YAML into <see cref="YamlValue"/>: of the language what configurations need, anchors included, tags and several documents refused.</summary>
internal static class YamlText
{
    private const int Deepest = 32, LongestText = 1 << 20;

    /// <summary>The document, an empty mapping where there is none.</summary>
    /// <exception cref="YamlException">It is not YAML.</exception>
    public static YamlValue Read(string text)
    {
        if (text.Length > LongestText)
            throw new YamlException($"it has {text.Length} characters; at most {LongestText} are read");
        var parser = new Parser(new StringReader(text));
        try
        {
            return Document(parser);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // Some texts bring the scanner itself down instead of being refused by it.
            var near = parser.Current?.Start ?? Mark.Empty;
            throw new YamlException(near, near, "something that is neither key nor value follows", failure);
        }
    }

    private static YamlValue Document(Parser parser)
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
            return new(1) { Entries = [] };
        var root = Value(parser, [], 0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
            throw new YamlException(second.Start, second.End, "a second document begins here; keep one");
        return root.IsNull ? new(root.Line) { Entries = [] } : root;
    }

    private static YamlValue Value(Parser parser, Dictionary<string, YamlValue> anchors, int depth)
    {
        if (depth > Deepest)
            throw new YamlException(parser.Current!.Start, parser.Current.End, $"values are nested more than {Deepest} deep");
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return anchors.GetValueOrDefault(alias.Value.Value) ?? throw new YamlException(alias.Start, alias.End, $"there is no '&{alias.Value}' above");
        int line = (int)parser.Current!.Start.Line;
        var anchor = (parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        YamlValue value;
        if (parser.TryConsume<Scalar>(out var scalar))
            value = new(line) { Text = scalar.Value, Quoted = scalar.Style is not ScalarStyle.Plain };
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<YamlValue>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Value(parser, anchors, depth + 1));
            value = new(line) { Items = items };
        }
        else
        {
            parser.Consume<MappingStart>();
            var entries = new List<(string, int, YamlValue)>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = parser.TryConsume<Scalar>(out var name) ? name : throw new YamlException(parser.Current!.Start, parser.Current.End, "a key must be a text");
                entries.Add((key.Value, (int)key.Start.Line, Value(parser, anchors, depth + 1)));
            }
            value = new(line) { Entries = entries };
        }
        if (!anchor.IsEmpty)
            anchors[anchor.Value] = value;
        return value;
    }
}
