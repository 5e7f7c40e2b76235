using System.Text.Json;

namespace Recsys.MLNet.Data;

/// <summary>Reads and writes <c>fields</c>: a list of named values.</summary>
internal static class FieldJson
{
    private const string Kinds = "true or false, a number, a text, a list of texts or a list of numbers";

    /// <summary>Reads the list the reader stands before the start of. Fields whose value is null are left out.</summary>
    /// <param name="reader">Stands on the value of the member.</param>
    /// <param name="path">Path of the member, for messages.</param>
    /// <param name="texts">Shares repeated names.</param>
    public static IReadOnlyList<Field> ReadList(ref Utf8JsonReader reader, string path, ShortTextCache? texts)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return [];
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new EventFault(path, $"'{path}' is {Json.NameOf(reader.TokenType)}; expected a list of {{\"name\", \"value\"}}.");
        var fields = new List<Field>();
        while (Json.Read(ref reader) && reader.TokenType != JsonTokenType.EndArray)
            if (ReadOne(ref reader, path, fields.Count, texts) is { } field)
                fields.Add(field);
        return fields.Count == 0 ? [] : fields.ToArray();
    }

    private static Field? ReadOne(ref Utf8JsonReader reader, string path, int index, ShortTextCache? texts)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new EventFault($"{path}[{index}]", $"'{path}[{index}]' is {Json.NameOf(reader.TokenType)}; expected {{\"name\": …, \"value\": …}}.");
        string? name = null;
        FieldValue value = default;
        bool hasValue = false, isNull = false;
        while (Json.Read(ref reader) && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                Json.Read(ref reader);
                name = Json.Text(ref reader, $"{path}[{index}].name", texts);
            }
            else if (reader.ValueTextEquals("value"u8))
            {
                Json.Read(ref reader);
                hasValue = true;
                isNull = reader.TokenType == JsonTokenType.Null;
                if (!isNull)
                    value = ReadValue(ref reader, path, index, name, texts);
            }
            else
            {
                Json.SkipMember(ref reader);
            }
        }
        if (string.IsNullOrEmpty(name))
            throw new EventFault($"{path}[{index}].name", $"'{path}[{index}].name' is missing; a field needs name and value.");
        if (!hasValue)
            throw new EventFault($"{path}[{index}].value", $"'{path}[{index}].value' of '{name}' is missing; expected {Kinds}, or null to leave the field out.");
        return isNull ? null : new Field(name, value);
    }

    private static FieldValue ReadValue(ref Utf8JsonReader reader, string path, int index, string? name, ShortTextCache? texts)
    {
        string At() => name is null ? $"{path}[{index}].value" : $"{path}[{index}].value' of '{name}";
        switch (reader.TokenType)
        {
            case JsonTokenType.True: return FieldValue.Of(true);
            case JsonTokenType.False: return FieldValue.Of(false);
            case JsonTokenType.Number: return FieldValue.Of(Json.Finite(ref reader, At));
            case JsonTokenType.String: return FieldValue.Of(texts is null ? Json.String(ref reader) : texts.Read(ref reader));
            case JsonTokenType.StartArray: return ReadArray(ref reader, At, texts);
            default:
                throw new EventFault($"{path}[{index}].value", $"'{At()}' is {Json.NameOf(reader.TokenType)}; expected {Kinds}.");
        }
    }

    private static FieldValue ReadArray(ref Utf8JsonReader reader, Func<string> at, ShortTextCache? texts)
    {
        List<string>? words = null;
        List<double>? numbers = null;
        while (Json.Read(ref reader) && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String && numbers is null)
                (words ??= []).Add(texts is null ? Json.String(ref reader) : texts.Read(ref reader));
            else if (reader.TokenType == JsonTokenType.Number && words is null)
                (numbers ??= []).Add(Json.Finite(ref reader, at));
            else
                throw new EventFault(at(), $"'{at()}' is a list that also holds {Json.NameOf(reader.TokenType)}; expected texts only or numbers only.");
        }
        return numbers is not null ? FieldValue.Of(numbers.ToArray()) : FieldValue.Of(words?.ToArray() ?? []);
    }

    /// <summary>Writes <c>"fields": […]</c> into the object being written; nothing when there are none.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Field> fields)
    {
        if (fields.Count == 0)
            return;
        json.WriteStartArray("fields"u8);
        foreach (var field in fields)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, field.Name);
            json.WritePropertyName("value"u8);
            WriteValue(json, field.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, in FieldValue value)
    {
        switch (value.Kind)
        {
            case FieldKind.Bool:
                json.WriteBooleanValue(value.Number != 0);
                break;
            case FieldKind.Number:
                Json.WriteNumber(json, value.Number);
                break;
            case FieldKind.Text:
                json.WriteStringValue(value.Text);
                break;
            case FieldKind.Texts:
                json.WriteStartArray();
                foreach (string text in value.Texts)
                    json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            case FieldKind.Numbers:
                json.WriteStartArray();
                foreach (double number in value.Numbers)
                    Json.WriteNumber(json, number);
                json.WriteEndArray();
                break;
        }
    }
}
