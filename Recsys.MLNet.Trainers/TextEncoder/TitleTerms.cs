using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Texts of items as weighted words, pairs of neighbouring words, and the words that a text begins with, where brands stand.</summary>
/// <remarks><code>x_i[t] = c_t (1 + ln tf) · ln((N + 1) / (df_t + ½)), divided by its length          c = 1 for words, ½ for the rest</code></remarks>
internal static class TitleTerms
{
    private const float Phrase = 0.5f;
    private const int FewestTexts = 2; // a term of one text is shared with no other

    public static SparseRows Of(string[] texts)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var counts = new Dictionary<int, int>[texts.Length];
        var isWord = new List<bool>();
        for (int i = 0; i < texts.Length; i++)
        {
            var own = counts[i] = [];
            void Add(string term, bool word)
            {
                if (numbers.TryAdd(term, numbers.Count))
                    isWord.Add(word);
                own[numbers[term]] = own.GetValueOrDefault(numbers[term]) + 1;
            }
            // A blank cannot be part of a term, so none of the three kinds is taken for another.
            string? before = null, first = null;
            int words = 0;
            TextTerms.Split(texts[i], term =>
            {
                Add(term, word: true);
                if (before is not null)
                    Add($"{before} {term}", word: false);
                if (words == 0)
                    Add($" {first = term}", word: false);
                else if (words == 1)
                    Add($" {first} {term}", word: false);
                before = term;
                words++;
            });
        }
        var textsWith = new int[numbers.Count];
        foreach (var own in counts)
            foreach (int term in own.Keys)
                textsWith[term]++;
        double common = Math.Max(10, 0.5 * texts.Length);
        var rows = new (int[], float[])[texts.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            int[] terms = [.. counts[i].Keys.Where(t => textsWith[t] >= FewestTexts && textsWith[t] <= common).Order()];
            double[] weights = [.. terms.Select(t => (isWord[t] ? 1 : Phrase) * (1 + Math.Log(counts[i][t])) * Math.Max(0, Math.Log((texts.Length + 1.0) / (textsWith[t] + 0.5))))];
            double length = Math.Sqrt(weights.Sum(w => w * w));
            rows[i] = (terms, Array.ConvertAll(weights, w => length > 0 ? (float)(w / length) : 0));
        }
        return SparseRows.Join(numbers.Count, rows);
    }
}
