using System.Globalization;
using System.Reflection;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Option records from <c>name=value</c> texts and back: the one way the command line names options.</summary>
public static class OptionValues
{
    /// <summary>A copy of the options with the given values; names match whatever their case.</summary>
    /// <exception cref="ArgumentException">A name is not known, a text is no value of its type, or the result is not valid; all of it in one message.</exception>
    public static T Apply<T>(T options, IEnumerable<string> values) where T : class, IValidatedOptions
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(values);
        var properties = Properties(typeof(T));
        var changed = (T)Activator.CreateInstance(typeof(T))!;
        foreach (var property in properties)
            property.SetValue(changed, property.GetValue(options));
        var problems = new List<string>();
        foreach (string text in values)
        {
            int equals = text.IndexOf('=');
            string name = equals < 0 ? text : text[..equals];
            var property = Array.Find(properties, p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (equals < 0)
                problems.Add($"'{text}' is no name=value.");
            else if (property is null)
                problems.Add($"The option '{name}' is not known; known are {string.Join(", ", properties.Select(p => Camel(p.Name)))}.");
            else if (!TryParse(property.PropertyType, text[(equals + 1)..], out object? value))
                problems.Add($"{Camel(property.Name)} is '{text[(equals + 1)..]}'; expected {Expected(property.PropertyType)}.");
            else
                property.SetValue(changed, value);
        }
        problems.AddRange(changed.Problems().Select(p => $"{Camel(p.Option)} {p.Message}"));
        return problems.Count == 0 ? changed : throw new ArgumentException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>Every option by its name on the command line, in the order of declaration.</summary>
    public static IReadOnlyList<(string Name, object? Value)> Of(IValidatedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. Properties(options.GetType()).Select(p => (Camel(p.Name), p.GetValue(options)))];
    }

    private static PropertyInfo[] Properties(Type type) => [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];

    private static bool TryParse(Type type, string text, out object? value)
    {
        if (type.IsEnum)
            return Enum.TryParse(type, text, ignoreCase: true, out value) && Enum.IsDefined(type, value!);
        if (type == typeof(IReadOnlyList<string>))
        {
            value = text.Split('+', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return true;
        }
        try
        {
            value = Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
            return true;
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException)
        {
            value = null;
            return false;
        }
    }

    private static string Expected(Type type) =>
        type.IsEnum ? string.Join(" or ", Enum.GetNames(type)) : type == typeof(bool) ? "true or false" : type == typeof(int) ? "a whole number" : type == typeof(string) ? "a text" : type == typeof(IReadOnlyList<string>) ? "texts divided by +" : "a number";

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
