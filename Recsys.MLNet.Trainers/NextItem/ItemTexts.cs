using Recsys.MLNet.Data;

namespace Recsys.MLNet.Trainers.NextItem;

/// <summary>The text of each item of a log.</summary>
internal static class ItemTexts
{
    /// <exception cref="ArgumentException">No item has a text in the fields.</exception>
    public static string[] Of(InteractionLog log, IReadOnlyList<string> fields)
    {
        string[] names = [.. fields], texts = new string[log.Items.Count];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = log.Catalogue.TextOf(i, names);
        if (texts.All(string.IsNullOrWhiteSpace))
            throw new ArgumentException($"No item has a text in the fields {string.Join(", ", names)}. Name fields that the item events carry.");
        return texts;
    }
}
