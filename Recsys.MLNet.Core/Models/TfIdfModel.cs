using System.Buffers;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Items whose text is like the text of what the user did last.</summary>
/// <remarks>
/// <code>
/// x_i[t]   = (1 + ln tf) · ln((N + 1) / (df_t + ½)), divided by its length
/// score[j] = Σ_a γ^a · x(h_a)·x(j)          h_0 the last item of the history, …, a &lt; history
/// </code>
/// Scored through the lists of items that hold a term; needs no interactions, so new items can be found by it.
/// Manning, Raghavan and Schütze 2008, "Introduction to Information Retrieval", §6.2–6.4.
/// </remarks>
public sealed class TfIdfModel : IItemSimilarity, ISelectiveScorer, ISavedModel
{
    internal const string SectionKind = "tf-idf";
    private const int PostingsEach = 8192;
    private readonly SparseRows _postings;

    internal TfIdfModel(SparseRows terms, int history, float decay)
    {
        (Terms, History, Decay) = (terms, history, decay);
        _postings = terms.Transpose();
    }

    /// <summary>Row i: the terms of item i and their weights, of length 1 together.</summary>
    public SparseRows Terms { get; }

    /// <summary>How many of the last items count.</summary>
    public int History { get; }

    /// <summary>γ, the weight of an item against the one after it.</summary>
    public float Decay { get; }

    /// <inheritdoc/>
    public int ItemCount => Terms.Rows;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        scores.Clear();
        Add(user.Items, 1, scores);
    }

    /// <summary>As <see cref="Score(in UserContext, Span{float})"/>, each item of the history looked up by its weightiest terms only, until they name so many items.</summary>
    public bool Estimate(in UserContext user, Span<float> scores)
    {
        scores.Clear();
        return Add(user.Items, 1, scores, selective: true);
    }

    /// <inheritdoc/>
    public void Score(in UserContext user, ReadOnlySpan<int> items, Span<float> scores)
    {
        scores.Clear();
        Add(user.Items, 1, items, scores);
    }

    /// <summary>Adds weight × the scores of some items after a history, oldest first: the terms of the history are added up once, and each item's are looked up in the sum.</summary>
    internal void Add(ReadOnlySpan<int> history, float weight, ReadOnlySpan<int> items, Span<float> scores)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(Terms.ColumnCount);
        var profile = rented.AsSpan(0, Terms.ColumnCount);
        profile.Clear();
        for (int a = history.Length - 1; a >= Math.Max(0, history.Length - History); a--, weight *= Decay)
        {
            if ((uint)history[a] >= (uint)ItemCount)
                continue;
            var terms = Terms.ColumnsOf(history[a]);
            var values = Terms.ValuesOf(history[a]);
            for (int t = 0; t < terms.Length; t++)
                profile[terms[t]] += weight * values[t];
        }
        for (int i = 0; i < items.Length; i++)
        {
            if ((uint)items[i] >= (uint)ItemCount)
                continue;
            var terms = Terms.ColumnsOf(items[i]);
            var values = Terms.ValuesOf(items[i]);
            float sum = 0;
            for (int t = 0; t < terms.Length; t++)
                sum += profile[terms[t]] * values[t];
            scores[i] += sum;
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Adds weight × the scores of all items after a history, oldest first; if selective, as <see cref="Estimate"/> does.</summary>
    /// <returns>Whether all terms were looked up.</returns>
    internal bool Add(ReadOnlySpan<int> history, float weight, Span<float> scores, bool selective = false)
    {
        bool exact = true;
        for (int a = history.Length - 1; a >= Math.Max(0, history.Length - History); a--, weight *= Decay)
            exact &= AddSimilar(history[a], weight, scores, selective ? PostingsEach : int.MaxValue);
        return exact;
    }

    /// <summary>Cosine of the texts of two items, 0..1.</summary>
    public float Similarity(int first, int second)
    {
        if ((uint)first >= (uint)ItemCount || (uint)second >= (uint)ItemCount)
            return 0;
        var a = Terms.ColumnsOf(first);
        var b = Terms.ColumnsOf(second);
        var x = Terms.ValuesOf(first);
        var y = Terms.ValuesOf(second);
        float sum = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            if (a[i] == b[j])
                sum += x[i++] * y[j++];
            else if (a[i] < b[j])
                i++;
            else
                j++;
        }
        return sum;
    }

    /// <summary>Adds weight × cosine with one item to the score of every item.</summary>
    public void AddSimilar(int item, float weight, Span<float> scores) => AddSimilar(item, weight, scores, int.MaxValue);

    /// <returns>Whether all terms were looked up.</returns>
    private bool AddSimilar(int item, float weight, Span<float> scores, int most)
    {
        if ((uint)item >= (uint)ItemCount)
            return true;
        var terms = Terms.ColumnsOf(item);
        var values = Terms.ValuesOf(item);
        long all = 0;
        foreach (int term in terms)
            all += _postings.ColumnsOf(term).Length;
        if (all <= most)
        {
            for (int t = 0; t < terms.Length; t++)
                AddTerm(terms[t], weight * values[t], scores);
            return true;
        }
        Span<int> order = terms.Length <= 256 ? stackalloc int[terms.Length] : new int[terms.Length];
        Span<float> weights = terms.Length <= 256 ? stackalloc float[terms.Length] : new float[terms.Length];
        values.CopyTo(weights);
        for (int t = 0; t < order.Length; t++)
            order[t] = t;
        weights.Sort(order, static (a, b) => b.CompareTo(a));
        for (int t = 0; t < order.Length; t++)
        {
            int term = terms[order[t]], named = _postings.ColumnsOf(term).Length;
            if (t > 0 && named > most)
                continue; // a rarer term further down may still fit
            AddTerm(term, weight * weights[t], scores);
            most -= named;
        }
        return false;
    }

    private void AddTerm(int term, float scale, Span<float> scores)
    {
        var items = _postings.ColumnsOf(term);
        var postings = _postings.ValuesOf(term);
        for (int i = 0; i < items.Length; i++)
            scores[items[i]] += scale * postings[i];
    }

    /// <summary>With room for more items, which have no terms.</summary>
    internal TfIdfModel Extend(int items)
    {
        var rows = new (int[], float[])[items];
        for (int i = 0; i < items; i++)
            rows[i] = i < ItemCount ? (Terms.ColumnsOf(i).ToArray(), Terms.ValuesOf(i).ToArray()) : ([], []);
        return new(SparseRows.Join(Terms.ColumnCount, rows), History, Decay);
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Terms.Write(writer);
        writer.Write(History);
        writer.Write(Decay);
    }

    internal static TfIdfModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return new(SparseRows.Read(reader), reader.ReadInt(), reader.ReadFloat());
    }
}
