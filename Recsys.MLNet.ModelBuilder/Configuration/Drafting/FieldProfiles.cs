using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Configuration.Drafting;

/// <summary>Looks at the fields of a catalogue.</summary>
internal static class FieldProfiles
{
    private const int MostFrequent = 12, MostCounted = 20_000;

    public static IReadOnlyList<FieldProfile> Of(InteractionLog log)
    {
        var fields = new SortedDictionary<string, (int Items, int[] Kinds, Dictionary<string, int> Values, HashSet<double> Numbers)>(StringComparer.Ordinal);
        for (int item = 0; item < log.Items.Count; item++)
            foreach (var field in log.Catalogue.FieldsOf(item))
            {
                if (!fields.TryGetValue(field.Name, out var seen))
                    seen = (0, new int[5], [], []);
                seen.Kinds[(int)field.Value.Kind]++;
                foreach (string text in field.Value.Texts)
                    if (seen.Values.Count < MostCounted || seen.Values.ContainsKey(text))
                        seen.Values[text] = seen.Values.GetValueOrDefault(text) + 1;
                if (double.IsFinite(field.Value.Number) && seen.Numbers.Count < MostCounted)
                    seen.Numbers.Add(field.Value.Number);
                fields[field.Name] = seen with { Items = seen.Items + 1 };
            }
        return [.. fields.Select(f => new FieldProfile(f.Key, (FieldKind)Array.IndexOf(f.Value.Kinds, f.Value.Kinds.Max()), (double)f.Value.Items / log.Items.Count,
            Math.Max(f.Value.Values.Count, f.Value.Numbers.Count), [.. f.Value.Values.OrderByDescending(v => v.Value).ThenBy(v => v.Key, StringComparer.Ordinal).Take(MostFrequent).Select(v => v.Key)]))];
    }

    /// <summary>Share of items with a text in which at least a third of the letters are ideographs, syllables of Korean or kana.</summary>
    public static double EastAsian(InteractionLog log)
    {
        int texts = 0, eastAsian = 0;
        for (int item = 0; item < log.Items.Count; item++)
        {
            int letters = 0, ideographs = 0;
            foreach (var field in log.Catalogue.FieldsOf(item))
                foreach (char c in field.Value.Text ?? "")
                {
                    letters += char.IsLetter(c) ? 1 : 0;
                    ideographs += c is (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u9fff') or (>= '\uac00' and <= '\ud7af') ? 1 : 0;
                }
            texts += letters > 0 ? 1 : 0;
            eastAsian += letters > 0 && ideographs * 3 >= letters ? 1 : 0;
        }
        return texts == 0 ? 0 : (double)eastAsian / texts;
    }
}
