namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>Values of some options, by their names on the command line.</summary>
public sealed class SearchPoint(IReadOnlyList<KeyValuePair<string, string>> values) : IEquatable<SearchPoint>
{
    /// <summary>No values: a model as it is.</summary>
    public static SearchPoint None { get; } = new([]);

    /// <summary>Names and values, in the order of the space.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values { get; } = values;

    /// <summary>The values as <c>name=value</c>.</summary>
    public IEnumerable<string> Texts => Values.Select(v => $"{v.Key}={v.Value}");

    /// <summary>The value of a name, or null.</summary>
    public string? this[string name] => Values.FirstOrDefault(v => v.Key == name).Value;

    /// <summary>The same point with another value of one name that it has.</summary>
    public SearchPoint With(string name, string value) => new([.. Values.Select(v => v.Key == name ? new KeyValuePair<string, string>(name, value) : v)]);

    /// <inheritdoc/>
    public bool Equals(SearchPoint? other) => other is not null && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SearchPoint);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The values as <c>name=value:name=value</c>, the form <c>evaluate --models NAME:…</c> takes.</summary>
    public override string ToString() => string.Join(':', Texts);
}
