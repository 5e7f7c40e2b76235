using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.Floors;

/// <summary>The floor <c>tf-idf</c>: weighted terms of the items' texts, in any language. Interactions are not looked at.</summary>
public sealed class TfIdfTrainer(TfIdfOptions options) : IItemScorerTrainer
{
    /// <summary>With default settings.</summary>
    public TfIdfTrainer() : this(new()) { }

    /// <inheritdoc/>
    public string Name => "tf-idf";

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        options.ThrowIfInvalid();
        int items = log.Items.Count;
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var counts = new Dictionary<int, int>[items];
        for (int item = 0; item < items; item++)
            counts[item] = CountTerms(log.Catalogue, item, numbers);
        var itemsWith = new int[numbers.Count];
        foreach (var terms in counts)
            foreach (int term in terms.Keys)
                itemsWith[term]++;
        var rows = new (int[], float[])[items];
        for (int item = 0; item < items; item++)
            rows[item] = Weigh(counts[item], itemsWith, items);
        return new TfIdfModel(SparseRows.Join(numbers.Count, rows), options.History, options.Decay);
    }

    private Dictionary<int, int> CountTerms(Catalogue catalogue, int item, Dictionary<string, int> numbers)
    {
        var counts = new Dictionary<int, int>();
        foreach (var field in catalogue.FieldsOf(item))
        {
            if (options.Fields.Count > 0 ? !options.Fields.Contains(field.Name) : field.Value.Kind is not FieldKind.Text)
                continue;
            foreach (string text in field.Value.Texts)
            {
                TextTerms.Split(text, term =>
                {
                    if (!numbers.TryGetValue(term, out int number))
                        numbers.Add(term, number = numbers.Count);
                    counts[number] = counts.GetValueOrDefault(number) + 1;
                });
            }
        }
        return counts;
    }

    private (int[], float[]) Weigh(Dictionary<int, int> counts, int[] itemsWith, int items)
    {
        // A term of a handful of items is never common, however small the catalogue.
        double common = Math.Max(10, options.MaxItemShare * items);
        var terms = counts.Keys.Where(t => itemsWith[t] <= common).Order().ToArray();
        var weights = new double[terms.Length];
        double length = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            double idf = Math.Max(0, Math.Log((items + 1.0) / (itemsWith[terms[i]] + 0.5)));
            weights[i] = (1 + Math.Log(counts[terms[i]])) * idf;
            length += weights[i] * weights[i];
        }
        double scale = length > 0 ? 1 / Math.Sqrt(length) : 0;
        return (terms, Array.ConvertAll(weights, w => (float)(w * scale)));
    }
}
