using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>The newest items whose texts are like those of what the user did last: found from the moment an item event describes them, before any model was trained on them.</summary>
/// <remarks>
/// <code>score[c] = Σ_a γ^a · x(h_a)·x(c)          h_0 the last item, a &lt; history; c among the newest items</code>
/// x as in <see cref="TfIdfModel"/> over all text fields, with term frequencies of the newest items. A text is cut into terms once,
/// when its item is first looked at; weights follow when the list of the newest items changes.
/// </remarks>
/// <param name="history">How many of the last items count.</param>
/// <param name="decay">γ, the weight of an item against the one after it.</param>
/// <param name="depth">How many items it names.</param>
public sealed class NewTextSource(int history = 10, float decay = 0.8f, int depth = 30) : ICandidateSource
{
    private readonly Lock _cutting = new();
    private readonly IdTable _terms = new(); // texts share their terms: what is kept of a text is two numbers a term
    private CutText?[] _texts = []; // by item number
    private NewestTexts? _newest;

    /// <inheritdoc/>
    public string Name => "new-text";

    /// <inheritdoc/>
    public void Recall(RecallContext request, CandidateSet into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(into);
        var texts = Newest(request.State);
        Span<float> scores = stackalloc float[texts.Count];
        Span<int> items = stackalloc int[texts.Count];
        Score(request, texts, scores);
        texts.Items.CopyTo(items);
        scores.Sort(items, static (a, b) => b.CompareTo(a));
        int count = Math.Min(depth, items.Length); // those that are like nothing the user did have a score of 0, which is not taken
        into.Add(items[..count], scores[..count]);
    }

    /// <inheritdoc/>
    public void Score(RecallContext request, CandidateSet into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(into);
        var texts = Newest(request.State);
        Span<float> scores = stackalloc float[texts.Count];
        Score(request, texts, scores);
        for (int i = 0; i < scores.Length; i++)
            if (scores[i] > 0 && into.PlaceOf(texts.Items[i]) is >= 0 and var place)
                into.Rate(place, scores[i]);
    }

    /// <inheritdoc/>
    public Reason? Explain(RecallContext request, ItemState item)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(item);
        var texts = Newest(request.State);
        int place = texts.Items.AsSpan().IndexOf(item.Number);
        return place < 0 ? null : Because.OfHistory(Name, request, new TextLikeness(this, texts, place));
    }

    private void Score(RecallContext request, NewestTexts texts, Span<float> scores)
    {
        scores.Clear();
        Span<int> recent = stackalloc int[history];
        float weight = 1;
        foreach (int number in recent[..request.RecentItems(recent)])
        {
            if (request.State.Item(number) is { } past)
                texts.AddSimilar(TermsOf(past), weight, scores);
            weight *= decay;
        }
    }

    private NewestTexts Newest(StateView state)
    {
        var items = state.Items(Board.Newest);
        if (Volatile.Read(ref _newest) is { } known && known.Items.AsSpan().SequenceEqual(items))
            return known;
        return Cut(state, items.ToArray());
    }

    private NewestTexts Cut(StateView state, int[] items)
    {
        var made = new NewestTexts(items, number => state.Item(number) is { } item ? TermsOf(item) : []);
        Volatile.Write(ref _newest, made);
        return made;
    }

    // Versions of an item share their fields, so that a text is cut once however often its item is seen. Threads that cut at once cut the same.
    private (int Term, int Count)[] TermsOf(ItemState item)
    {
        var texts = Volatile.Read(ref _texts);
        if ((uint)item.Number < (uint)texts.Length && Volatile.Read(ref texts[item.Number]) is { } known && known.Fields == item.Fields)
            return known.Terms;
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var field in item.Fields)
            foreach (string text in field.Value.Texts)
                TextTerms.Split(text, term => counts[term] = counts.GetValueOrDefault(term) + 1);
        (int, int)[] cut;
        lock (_cutting)
            cut = [.. counts.Select(c => (_terms.Add(c.Key), c.Value))];
        if (item.Number < 0) // an item that the state does not know
            return cut;
        if (item.Number >= texts.Length)
        {
            Array.Resize(ref texts, Math.Max(item.Number + 1, 2 * texts.Length));
            Volatile.Write(ref _texts, texts); // what another thread noted meanwhile may be lost: it is cut again
        }
        Volatile.Write(ref texts[item.Number], new(item.Fields, cut));
        return cut;
    }

    private sealed record CutText(IReadOnlyList<Field> Fields, (int Term, int Count)[] Terms);

    private readonly struct TextLikeness(NewTextSource source, NewestTexts texts, int place) : IContribution
    {
        public float Of(ItemState past) => texts.Similarity(source.TermsOf(past), place);
    }
}
