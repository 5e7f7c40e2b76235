using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Recsys.MLNet.Cli.Commands;

/// <summary>An options record as JSON, for reports.</summary>
internal static class OptionJson
{
    public static JsonObject Of(IValidatedOptions options) =>
        new(options.GetType().GetProperties().Where(p => p.CanWrite).Select(p => KeyValuePair.Create(p.Name, ValueOf(p.GetValue(options)))));

    private static JsonNode? ValueOf(object? value) => value switch
    {
        null => null,
        bool truth => truth,
        int number => number,
        double number => number,
        float number => double.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        string text => text,
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(ValueOf)]),
        _ => value.ToString(),
    };
}
