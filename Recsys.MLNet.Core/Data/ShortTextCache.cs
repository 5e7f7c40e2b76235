using System.Text;
using System.Text.Json;

namespace Recsys.MLNet.Data;

/// <summary>Gives equal short texts as one string while a file is read: event types, field names and ids repeat millions of times.</summary>
/// <remarks>Direct-mapped, bounded, one for each reader. A miss costs what reading the text would have cost.</remarks>
internal sealed class ShortTextCache
{
    private const int Slots = 1 << 14;
    private const int LongestText = 40;
    private readonly string?[] _texts = new string?[Slots];

    /// <summary>The text of the string token the reader stands on.</summary>
    public string Read(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueIsEscaped || reader.ValueSpan.Length > LongestText)
            return Json.String(ref reader);
        var bytes = reader.ValueSpan;
        uint hash = 2166136261;
        foreach (byte b in bytes)
            hash = (hash ^ b) * 16777619;
        ref string? slot = ref _texts[(hash ^ (hash >> 15)) & (Slots - 1)];
        if (slot is null || !Ascii.Equals(bytes, slot))
            slot = Json.String(ref reader);
        return slot;
    }
}
