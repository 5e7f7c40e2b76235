using System.Globalization;

namespace Recsys.MLNet.ModelBuilder.Configuration.Yaml;

/// <summary>Texts of a configuration as values: numbers, truth values, names of enumerations, lengths of time.</summary>
internal static class YamlScalar
{
    public static bool Is(Type type) => type == typeof(string) || type.IsPrimitive || type.IsEnum || type == typeof(TimeSpan);

    /// <summary>The value that a scalar means, or null where it means none of that type.</summary>
    public static object? Read(Type type, YamlValue value)
    {
        string text = value.Text!;
        if (type == typeof(string))
            return text;
        if (value.Quoted && !type.IsEnum && type != typeof(TimeSpan))
            return null;
        if (type == typeof(bool))
            return text is "true" or "True" ? true : text is "false" or "False" ? false : null;
        if (type.IsEnum)
            return Array.Find(Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(v => Enum.ToObject(type, v)).ToArray(), v => Kebab(v.ToString()!) == Kebab(text) || string.Equals(v.ToString(), text.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        if (type == typeof(TimeSpan))
            return Length(text);
        if (!double.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
            return null;
        try
        {
            if (type != typeof(double) && type != typeof(float) && number != Math.Floor(number))
                return null;
            return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>What values of a type look like, for messages.</summary>
    public static string Expected(Type type) =>
        type == typeof(string) ? "a text" : type == typeof(bool) ? "true or false"
        : type.IsEnum ? string.Join(" or ", Enum.GetNames(type).Select(Kebab))
        : type == typeof(TimeSpan) ? "a length of time such as 7d, 12h or 30m"
        : type == typeof(double) || type == typeof(float) ? "a number" : "a whole number";

    /// <summary><c>LambdaRank</c> as configurations write it: <c>lambda-rank</c>.</summary>
    public static string Kebab(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 && name[i - 1] != '-' && name[i - 1] != '_' ? "-" : "") + char.ToLowerInvariant(c) : c == '_' ? "-" : c.ToString()));

    /// <summary>A length of time as configurations write it.</summary>
    public static string Length(TimeSpan time) => string.Create(CultureInfo.InvariantCulture,
        $"{(time.TotalDays == Math.Floor(time.TotalDays) ? $"{time.TotalDays}d" : time.TotalHours == Math.Floor(time.TotalHours) ? $"{time.TotalHours}h" : $"{time.TotalMinutes}m")}");

    private static object? Length(string text)
    {
        if (text.Length < 2 || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) || number > 36_500)
            return null;
        return text[^1] switch { 'd' => TimeSpan.FromDays(number), 'h' => TimeSpan.FromHours(number), 'm' => TimeSpan.FromMinutes(number), 's' => TimeSpan.FromSeconds(number), _ => null };
    }
}
