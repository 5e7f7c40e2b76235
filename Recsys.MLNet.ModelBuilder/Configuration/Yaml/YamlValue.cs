namespace Recsys.MLNet.ModelBuilder.Configuration.Yaml;

/// <summary>A value of a YAML document with the line it stands in: a text, a list or a mapping. Keys given twice are kept, to be reported.</summary>
internal sealed class YamlValue(int line)
{
    public int Line { get; } = line;

    /// <summary>The text of a scalar, else null.</summary>
    public string? Text { get; init; }

    /// <summary>Whether the text was quoted: then it is a text whatever it looks like.</summary>
    public bool Quoted { get; init; }

    public List<YamlValue>? Items { get; init; }

    public List<(string Key, int Line, YamlValue Value)>? Entries { get; init; }

    /// <summary>Nothing was written: <c>key:</c>, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => Text is "" or "~" or "null" && !Quoted;

    /// <summary>What stands there, for messages.</summary>
    public string Shown => Items is not null ? "a list" : Entries is not null ? "a mapping" : IsNull ? "empty" : $"'{Text}'";

    /// <summary>The value of a key, or null.</summary>
    public YamlValue? this[string key] => Entries?.Find(e => e.Key == key).Value;
}
