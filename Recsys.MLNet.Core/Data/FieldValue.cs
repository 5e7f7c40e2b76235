using System.Globalization;

namespace Recsys.MLNet.Data;

/// <summary>The value of a field: a truth value, a number, a text, a list of texts or a list of numbers.</summary>
public readonly struct FieldValue : IEquatable<FieldValue>
{
    private readonly double _number;
    private readonly object? _reference;

    private FieldValue(FieldKind kind, double number, object? reference) => (Kind, _number, _reference) = (kind, number, reference);

    /// <summary>Which of the five it is.</summary>
    public FieldKind Kind { get; }

    /// <summary>A truth value.</summary>
    public static FieldValue Of(bool value) => new(FieldKind.Bool, value ? 1 : 0, null);

    /// <summary>A number.</summary>
    public static FieldValue Of(double value) => new(FieldKind.Number, value, null);

    /// <summary>A text.</summary>
    public static FieldValue Of(string value) => new(FieldKind.Text, 0, value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>A list of texts.</summary>
    public static FieldValue Of(string[] value) => new(FieldKind.Texts, 0, value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>A list of numbers.</summary>
    public static FieldValue Of(double[] value) => new(FieldKind.Numbers, 0, value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>The number, or 0 and 1 for a truth value; NaN for any other kind.</summary>
    public double Number => Kind is FieldKind.Bool or FieldKind.Number ? _number : double.NaN;

    /// <summary>The text; null for any other kind.</summary>
    public string? Text => _reference as string;

    /// <summary>The texts: the list, or the one text as a list of one; empty for any other kind.</summary>
    public IReadOnlyList<string> Texts => _reference switch { string[] list => list, string one => [one], _ => [] };

    /// <summary>The numbers: the list, or the one number as a list of one; empty for any other kind.</summary>
    public IReadOnlyList<double> Numbers => _reference is double[] list ? list : Kind is FieldKind.Number or FieldKind.Bool ? [_number] : [];

    /// <inheritdoc/>
    public bool Equals(FieldValue other) => Kind == other.Kind && Kind switch
    {
        FieldKind.Texts => ((string[])_reference!).AsSpan().SequenceEqual((string[])other._reference!),
        FieldKind.Numbers => ((double[])_reference!).AsSpan().SequenceEqual((double[])other._reference!),
        FieldKind.Text => (string)_reference! == (string)other._reference!,
        _ => _number.Equals(other._number),
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FieldValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _number, _reference is string s ? s : null);

    /// <summary>The value as people would write it; lists joined by blanks.</summary>
    public override string ToString() => Kind switch
    {
        FieldKind.Bool => _number != 0 ? "true" : "false",
        FieldKind.Number => _number.ToString(CultureInfo.InvariantCulture),
        FieldKind.Numbers => string.Join(' ', Numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))),
        _ => string.Join(' ', Texts),
    };

    /// <summary>Equality by content.</summary>
    public static bool operator ==(FieldValue left, FieldValue right) => left.Equals(right);

    /// <summary>Inequality by content.</summary>
    public static bool operator !=(FieldValue left, FieldValue right) => !left.Equals(right);
}
