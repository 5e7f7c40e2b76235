using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Text;

/// <summary>How much each term of a collection of texts tells: turns a text into a sparse vector.</summary>
/// <remarks>
/// <code>x[t] = (1 + ln tf_t) · idf_t, divided by its length          idf_t = ln((N + 1) / (df_t + ½)), at least 0</code>
/// tf how often the text holds term t, df in how many of the N texts it is. Terms are words, or pairs of characters where a script has
/// no blanks. A text of unknown terms alone is the empty vector.
/// Manning, Raghavan and Schütze 2008, "Introduction to Information Retrieval", §6.2–6.4.
/// </remarks>
public sealed class TermWeights
{
    /// <summary>Weights over a vocabulary of terms.</summary>
    /// <param name="vocabulary">The terms.</param>
    /// <param name="inverseFrequencies">idf of each.</param>
    public TermWeights(Vocabulary vocabulary, float[] inverseFrequencies)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(inverseFrequencies);
        if (vocabulary.Count != inverseFrequencies.Length)
            throw new ArgumentException($"{vocabulary.Count} terms were given {inverseFrequencies.Length} weights; expected one for each.");
        (Vocabulary, InverseFrequencies) = (vocabulary, inverseFrequencies);
    }

    /// <summary>The terms.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>idf of each term.</summary>
    public float[] InverseFrequencies { get; }

    /// <summary>Weights from a collection of texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="fewestTexts">Terms in fewer texts are left out.</param>
    /// <param name="largestShare">Terms in a larger share of the texts are left out.</param>
    /// <param name="mostTerms">Of more terms those in most texts are kept.</param>
    public static TermWeights Of(IEnumerable<string> texts, int fewestTexts, double largestShare, int mostTerms)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var all = new Vocabulary();
        var (textsWith, lastText) = (new List<int>(), new List<int>());
        int count = 0;
        foreach (string text in texts)
        {
            int here = count++;
            TextTerms.Split(text, term =>
            {
                int number = all.Add(term);
                if (number == textsWith.Count)
                {
                    textsWith.Add(0);
                    lastText.Add(-1);
                }
                if (lastText[number] == here)
                    return;
                lastText[number] = here;
                textsWith[number]++;
            });
        }
        // A term of a handful of texts is never common, however small the collection.
        double common = Math.Max(10, largestShare * count);
        var kept = Enumerable.Range(0, all.Count).Where(t => textsWith[t] >= fewestTexts && textsWith[t] <= common)
            .OrderByDescending(t => textsWith[t]).ThenBy(t => t).Take(mostTerms).Order().ToList();
        return new(new Vocabulary(kept.Select(t => all[t])), [.. kept.Select(t => (float)Math.Max(0, Math.Log((count + 1.0) / (textsWith[t] + 0.5))))]);
    }

    /// <summary>The terms of a text, ascending, and their weights, of length 1 together.</summary>
    public (int[] Terms, float[] Weights) Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var counts = new SortedDictionary<int, int>();
        TextTerms.Split(text, term =>
        {
            if (Vocabulary.Find(term) is var number and >= 0)
                counts[number] = counts.GetValueOrDefault(number) + 1;
        });
        var terms = counts.Keys.ToArray();
        var weights = new double[terms.Length];
        double length = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            weights[i] = (1 + Math.Log(counts[terms[i]])) * InverseFrequencies[terms[i]];
            length += weights[i] * weights[i];
        }
        double scale = length > 0 ? 1 / Math.Sqrt(length) : 0;
        return (terms, Array.ConvertAll(weights, weight => (float)(weight * scale)));
    }
}
