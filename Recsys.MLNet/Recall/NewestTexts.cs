namespace Recsys.MLNet.Recall;

/// <summary>The texts of the newest items as weighted terms, each term with the items that hold it.</summary>
internal sealed class NewestTexts
{
    private readonly Dictionary<string, (float Idf, List<(int Place, float Weight)> Held)> _terms = new(StringComparer.Ordinal);

    public NewestTexts(int[] items, Func<int, (string Term, int Count)[]> termsOf)
    {
        Items = items;
        var counted = items.Select(termsOf).ToArray();
        foreach (var terms in counted)
            foreach (var (term, _) in terms)
                _terms[term] = _terms.TryGetValue(term, out var known) ? (known.Idf + 1, known.Held) : (1, []);
        foreach (var (term, (texts, held)) in _terms.ToArray())
            _terms[term] = (MathF.Log((items.Length + 1) / (texts + 0.5f)), held);
        for (int i = 0; i < items.Length; i++)
        {
            float length = Length(counted[i]);
            foreach (var (term, count) in counted[i])
                if (length > 0)
                    _terms[term].Held.Add((i, Weight(term, count) / length));
        }
    }

    /// <summary>Numbers of the items, newest first.</summary>
    public int[] Items { get; }

    public int Count => Items.Length;

    /// <summary>Adds weight × cosine with a text to the score of each item.</summary>
    public void AddSimilar((string Term, int Count)[] text, float weight, Span<float> scores)
    {
        float length = Length(text);
        if (!(length > 0))
            return;
        foreach (var (term, count) in text)
            if (_terms.TryGetValue(term, out var known))
                foreach (var (place, its) in known.Held)
                    scores[place] += weight * its * Weight(term, count) / length;
    }

    /// <summary>Cosine of a text with that of one of the items.</summary>
    public float Similarity((string Term, int Count)[] text, int place)
    {
        Span<float> scores = stackalloc float[Count];
        scores.Clear();
        AddSimilar(text, 1, scores);
        return scores[place];
    }

    private float Weight(string term, int count) => (1 + MathF.Log(count)) * (_terms.TryGetValue(term, out var known) ? known.Idf : MathF.Log((Count + 1) / 0.5f));

    private float Length((string Term, int Count)[] text)
    {
        float sum = 0;
        foreach (var (term, count) in text)
            sum += Weight(term, count) * Weight(term, count);
        return MathF.Sqrt(sum);
    }
}
