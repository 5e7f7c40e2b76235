using System.Text.Json;

namespace Recsys.MLNet.Data;

/// <summary>The few steps on a <see cref="Utf8JsonReader"/> that event parsing is made of; each faults with the member's name.</summary>
internal static class Json
{
    public static readonly JsonReaderOptions ReaderOptions = new() { AllowMultipleValues = true };

    public static readonly JsonWriterOptions WriterOptions = new()
    {
        // Titles in any script stay readable; the output is a file or an application/json body, never markup.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = false,
    };

    public const string NotUtf8 = "a text is not valid UTF-8 or holds half a surrogate pair; save the file as UTF-8.";

    public static string NameOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.Null => "null",
        _ => "the end of the JSON",
    };

    /// <summary>Moves on; false only at the end of the input, which inside an object is the reader's own error.</summary>
    public static bool Read(ref Utf8JsonReader reader) => reader.Read() ? true : throw new EventFault(null, "the JSON ends early; the line is cut off.");

    public static void SkipMember(ref Utf8JsonReader reader)
    {
        Read(ref reader);
        reader.Skip();
    }

    public static string String(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new EventFault(null, NotUtf8);
        }
    }

    /// <summary>A text, or null for null.</summary>
    public static string? Text(ref Utf8JsonReader reader, string path, ShortTextCache? texts)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.String)
            throw new EventFault(path, $"'{path}' is {NameOf(reader.TokenType)}; expected a text in quotes.");
        return texts is null ? String(ref reader) : texts.Read(ref reader);
    }

    public static bool? Bool(ref Utf8JsonReader reader, string path) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Null => null,
        _ => throw new EventFault(path, $"'{path}' is {NameOf(reader.TokenType)}; expected true or false."),
    };

    /// <summary>A finite number, or NaN for null.</summary>
    public static double Number(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return double.NaN;
        if (reader.TokenType != JsonTokenType.Number)
            throw new EventFault(path, $"'{path}' is {NameOf(reader.TokenType)}; expected a number.");
        double value = reader.GetDouble();
        return double.IsFinite(value) ? value : throw new EventFault(path, $"'{path}' is too large for a number; expected one below 1.8e308.");
    }

    public static double Finite(ref Utf8JsonReader reader, Func<string> path)
    {
        double value = reader.GetDouble();
        return double.IsFinite(value) ? value : throw new EventFault(path(), $"'{path()}' is too large for a number; expected one below 1.8e308.");
    }

    /// <summary>A whole number of at least 0, or −1 for null.</summary>
    public static int Count(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return -1;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int value) || value < 0)
            throw new EventFault(path, $"'{path}' is {NameOf(reader.TokenType)} that is not a whole number from 0; expected 0, 1, 2, ….");
        return value;
    }

    public static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (value == Math.Truncate(value) && Math.Abs(value) < 1e15)
            json.WriteNumberValue((long)value);
        else
            json.WriteNumberValue(value);
    }
}
