namespace Recsys.MLNet.Recall;

/// <summary>The texts of the newest items as weighted terms, each term with the items that hold it.</summary>
internal sealed class NewestTexts
{
    private readonly Dictionary<int, (float Idf, List<(int Place, float Weight)> Held)> _terms = [];

    public NewestTexts(int[] items, Func<int, (int Term, int Count)[]> termsOf)
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
            float[] weights = new float[counted[i].Length];
            float length = Length(counted[i], weights);
            for (int t = 0; t < weights.Length && length > 0; t++)
                _terms[counted[i][t].Term].Held.Add((i, weights[t] / length));
        }
    }

    /// <summary>Numbers of the items, newest first.</summary>
    public int[] Items { get; }

    public int Count => Items.Length;

    /// <summary>Adds weight × cosine with a text to the score of each item.</summary>
    public void AddSimilar((int Term, int Count)[] text, float weight, Span<float> scores)
    {
        Span<float> weights = text.Length <= 256 ? stackalloc float[text.Length] : new float[text.Length];
        float length = Length(text, weights);
        if (!(length > 0))
            return;
        for (int t = 0; t < text.Length; t++)
            if (_terms.TryGetValue(text[t].Term, out var known))
                foreach (var (place, its) in known.Held)
                    scores[place] += weight * its * weights[t] / length;
    }

    /// <summary>Cosine of a text with that of one of the items.</summary>
    public float Similarity((int Term, int Count)[] text, int place)
    {
        Span<float> scores = stackalloc float[Count];
        scores.Clear();
        AddSimilar(text, 1, scores);
        return scores[place];
    }

    private float Weight(int term, int count) => (1 + MathF.Log(count)) * (_terms.TryGetValue(term, out var known) ? known.Idf : MathF.Log((Count + 1) / 0.5f));

    private float Length((int Term, int Count)[] text, Span<float> weights)
    {
        float sum = 0;
        for (int t = 0; t < text.Length; t++)
        {
            weights[t] = Weight(text[t].Term, text[t].Count);
            sum += weights[t] * weights[t];
        }
        return MathF.Sqrt(sum);
    }
}
