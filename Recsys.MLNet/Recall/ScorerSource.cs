using System.Buffers;
using System.Collections.Concurrent;
using Recsys.MLNet.Models;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>Any fitted model that scores items, as a source: its best items that the state knows and offers.</summary>
public sealed class ScorerSource : ICandidateSource
{
    private readonly IItemScorer _scorer;
    private readonly ModelVocabulary _vocabulary;
    private readonly int _depth;
    private readonly ConcurrentBag<HistoryBuffer> _buffers = [];

    /// <summary>A source over a model.</summary>
    /// <param name="name">Name in provenance, features and reports.</param>
    /// <param name="scorer">The model.</param>
    /// <param name="vocabulary">The numbers it knows users and items by.</param>
    /// <param name="depth">How many items it names.</param>
    public ScorerSource(string name, IItemScorer scorer, ModelVocabulary vocabulary, int depth)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        if (scorer.ItemCount > vocabulary.Items.Count)
            throw new SchemaMismatchException($"Model '{name}' scores {scorer.ItemCount} items; its vocabulary has {vocabulary.Items.Count}. Save the model together with the vocabulary it was fitted with.");
        (Name, _scorer, _vocabulary, _depth) = (name, scorer, vocabulary, depth);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public void Recall(RecallContext request, CandidateSet into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(into);
        int n = _scorer.ItemCount, depth = Math.Min(_depth, n);
        float[] scores = ArrayPool<float>.Shared.Rent(n);
        int[] places = ArrayPool<int>.Shared.Rent(depth);
        float[] heap = ArrayPool<float>.Shared.Rent(depth);
        var buffer = Rent();
        try
        {
            _scorer.Score(request.ForModel(_vocabulary, buffer), scores.AsSpan(0, n));
            int found = TopItems.Select(scores.AsSpan(0, n), places.AsSpan(0, depth), heap.AsSpan(0, depth));
            for (int i = 0; i < found; i++)
                into.Add(_vocabulary.Items[places[i]], scores[places[i]]);
        }
        finally
        {
            _buffers.Add(buffer);
            ArrayPool<float>.Shared.Return(scores);
            ArrayPool<int>.Shared.Return(places);
            ArrayPool<float>.Shared.Return(heap);
        }
    }

    /// <inheritdoc/>
    public void Score(RecallContext request, CandidateSet into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(into);
        int n = _scorer.ItemCount;
        float[] scores = ArrayPool<float>.Shared.Rent(n);
        float[] mine = ArrayPool<float>.Shared.Rent(into.Count);
        var buffer = Rent();
        try
        {
            _scorer.Score(request.ForModel(_vocabulary, buffer), scores.AsSpan(0, n));
            for (int c = 0; c < into.Count; c++)
                mine[c] = _vocabulary.Items.Find(into.StateOf(c).Id) is >= 0 and var item && item < n && scores[item] > 0 ? scores[item] : float.NaN;
            into.RateAll(mine.AsSpan(0, into.Count));
        }
        finally
        {
            _buffers.Add(buffer);
            ArrayPool<float>.Shared.Return(scores);
            ArrayPool<float>.Shared.Return(mine);
        }
    }

    /// <inheritdoc/>
    public Reason? Explain(RecallContext request, ItemState item)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(item);
        int to = _vocabulary.Items.Find(item.Id);
        if (_scorer is not IItemSimilarity similar || to < 0)
            return null;
        return Because.OfHistory(Name, request, from => _vocabulary.Items.Find(from.Id) is >= 0 and var number ? similar.Similarity(number, to) : 0);
    }

    private HistoryBuffer Rent() => _buffers.TryTake(out var buffer) ? buffer : new HistoryBuffer();
}
