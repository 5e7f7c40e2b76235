using System.Buffers;
using Recsys.MLNet.Indexing;
using Recsys.MLNet.Models;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>Any fitted model that scores items, as a source: its best items that the state knows and offers.</summary>
/// <remarks>
/// A model of vectors is searched through an index where there is one; a model that can choose cheaply chooses so, and what it chose is
/// scored exactly; every other model scores all its items. A model that knows how its vectors are made scores the newest items too, those it was not fitted on.
/// </remarks>
public sealed class ScorerSource : ICandidateSource
{
    private readonly IItemScorer _scorer;
    private readonly ModelVocabulary _vocabulary;
    private readonly IVectorIndex? _index;
    private readonly NewItemVectors? _new;
    private readonly int _depth;

    /// <summary>A source over a model.</summary>
    /// <param name="name">Name in provenance, features and reports.</param>
    /// <param name="scorer">The model.</param>
    /// <param name="vocabulary">The numbers it knows users and items by.</param>
    /// <param name="depth">How many items it names.</param>
    /// <param name="index">Index of the model's item vectors by inner product, or null.</param>
    public ScorerSource(string name, IItemScorer scorer, ModelVocabulary vocabulary, int depth, IVectorIndex? index = null)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        if (scorer.ItemCount > vocabulary.Items.Count)
            throw new SchemaMismatchException($"Model '{name}' scores {scorer.ItemCount} items; its vocabulary has {vocabulary.Items.Count}. Save the model together with the vocabulary it was fitted with.");
        if (index is not null && (scorer is not IVectorScorer vectors || vectors.VectorLength != index.Factors || index.Count > scorer.ItemCount))
            throw new SchemaMismatchException($"The index of model '{name}' holds {index.Count} vectors of {index.Factors} numbers, which are not the model's. Build it from the model it is saved with.");
        (Name, _scorer, _vocabulary, _depth, _index) = (name, scorer, vocabulary, depth, index);
        if (scorer is INewItemScorer { NewItems: { } encoder })
            _new = new NewItemVectors(encoder);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The index that is searched, or null.</summary>
    public IVectorIndex? Index => _index;

    /// <summary>The model.</summary>
    public IItemScorer Scorer => _scorer;

    /// <inheritdoc/>
    public void Recall(RecallContext request, CandidateSet into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(into);
        int n = _scorer.ItemCount, depth = Math.Min(_depth, n);
        int[] places = ArrayPool<int>.Shared.Rent(depth);
        float[] found = ArrayPool<float>.Shared.Rent(depth);
        try
        {
            int count = _index is null ? Best(request, places.AsSpan(0, depth), found.AsSpan(0, depth)) : Nearest(request, places.AsSpan(0, depth), found.AsSpan(0, depth));
            var numbers = _vocabulary.In(request.State.World);
            Span<int> newest = stackalloc int[_new is null ? 0 : WorldState.BoardSize];
            Span<float> scores = stackalloc float[newest.Length];
            int more = _new is null ? 0 : Newest(request, numbers, newest, scores);
            for (int i = 0; i < count; i++)
                places[i] = numbers.ToState(places[i]);
            if (more == 0)
            {
                into.Add(places.AsSpan(0, count), found.AsSpan(0, count)); // those the state does not know are left out there
                return;
            }
            for (int i = 0, fresh = 0; i < count || fresh < more;)
                if (fresh < more && (i == count || scores[fresh] > found[i]))
                    into.Add(newest[fresh], scores[fresh++]);
                else
                    into.Add(places[i], found[i++]);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(places);
            ArrayPool<float>.Shared.Return(found);
        }
    }

    /// <inheritdoc/>
    public void Score(RecallContext request, CandidateSet into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(into);
        float[] mine = ArrayPool<float>.Shared.Rent(into.Count);
        int[] items = ArrayPool<int>.Shared.Rent(into.Count);
        try
        {
            var numbers = _vocabulary.In(request.State.World);
            int known = 0; // candidates that the model knows, in front
            for (int c = 0; c < into.Count; c++)
                if (numbers.ToModel(into.StateOf(c)) is >= 0 and var item && item < _scorer.ItemCount)
                    items[known++] = item;
            Few(request.ForModel(_vocabulary), items.AsSpan(0, known), mine);
            Span<float> wanted = stackalloc float[_new is null ? 0 : Dimensions];
            bool asksNew = _new is not null && ((INewItemScorer)_scorer).NewItemRequest(request.ForModel(_vocabulary), wanted);
            // Back to where the candidates stand: from the end, so that nothing is overwritten before it is read.
            for (int c = into.Count - 1; c >= 0; c--)
                mine[c] = numbers.ToModel(into.StateOf(c)) is >= 0 and var item && item < _scorer.ItemCount ? mine[--known] is > 0 and var score ? score : float.NaN
                    : asksNew && NewScore(into.StateOf(c), wanted) is > 0 and var fresh ? fresh : float.NaN;
            into.RateAll(mine.AsSpan(0, into.Count));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(mine);
            ArrayPool<int>.Shared.Return(items);
        }
    }

    /// <inheritdoc/>
    public Reason? Explain(RecallContext request, ItemState item)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(item);
        var numbers = _vocabulary.In(request.State.World);
        int to = numbers.ToModel(item);
        if (_scorer is not IItemSimilarity similar || to < 0)
            return null;
        return Because.OfHistory(Name, request, new ModelSimilarity(similar, numbers, to));
    }

    private int Best(RecallContext request, Span<int> places, Span<float> found)
    {
        int n = _scorer.ItemCount;
        float[] scores = ArrayPool<float>.Shared.Rent(n);
        try
        {
            var user = request.ForModel(_vocabulary);
            bool exact = true;
            if (_scorer is ISelectiveScorer selective)
                exact = selective.Estimate(user, scores.AsSpan(0, n));
            else
                _scorer.Score(user, scores.AsSpan(0, n));
            int count = TopItems.Select(scores.AsSpan(0, n), places, found);
            if (!exact)
                Rescore((ISelectiveScorer)_scorer, user, places[..count], found[..count]);
            return count;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    private int Dimensions => ((INewItemScorer)_scorer).NewItems!.Dimensions;

    private float NewScore(ItemState item, ReadOnlySpan<float> wanted) => _new!.Of(item) is { } vector ? ((INewItemScorer)_scorer).NewItemScore(wanted, vector) : float.NaN;

    /// <summary>The newest items that the model was not fitted on, best first, no more than the source names.</summary>
    private int Newest(RecallContext request, KnownNumbers numbers, Span<int> items, Span<float> scores)
    {
        Span<float> wanted = stackalloc float[Dimensions];
        if (!((INewItemScorer)_scorer).NewItemRequest(request.ForModel(_vocabulary), wanted))
            return 0;
        int count = 0;
        foreach (int number in request.State.Items(Board.Newest))
            if (request.State.Item(number) is { Available: true } item && numbers.ToModel(item) is var known && (known < 0 || known >= _scorer.ItemCount) && NewScore(item, wanted) is > 0 and var score)
                (items[count], scores[count++]) = (number, score);
        scores[..count].Sort(items[..count], static (a, b) => b.CompareTo(a));
        return Math.Min(count, _depth);
    }

    private int Nearest(RecallContext request, Span<int> places, Span<float> found)
    {
        var vectors = (IVectorScorer)_scorer;
        Span<float> vector = vectors.VectorLength <= 1024 ? stackalloc float[vectors.VectorLength] : new float[vectors.VectorLength];
        float offset = vectors.RequestVector(request.ForModel(_vocabulary), vector);
        if (float.IsNaN(offset))
            return 0;
        int count = _index!.Search(vector, places, found, breadth: 2 * places.Length);
        if (_scorer is ISelectiveScorer selective) // there is more to its scores than the product that was searched
            Rescore(selective, request.ForModel(_vocabulary), places[..count], found[..count]);
        else
            System.Numerics.Tensors.TensorPrimitives.Add(found[..count], offset, found[..count]);
        return count;
    }

    private static void Rescore(ISelectiveScorer scorer, in UserContext user, Span<int> places, Span<float> found)
    {
        scorer.Score(user, places, found);
        found.Sort(places, static (a, b) => b.CompareTo(a));
    }

    private void Few(in UserContext user, ReadOnlySpan<int> items, Span<float> scores)
    {
        if (_scorer is ISelectiveScorer selective)
        {
            selective.Score(user, items, scores);
        }
        else if (_scorer is IVectorScorer vectors)
        {
            Span<float> vector = vectors.VectorLength <= 1024 ? stackalloc float[vectors.VectorLength] : new float[vectors.VectorLength];
            float offset = vectors.RequestVector(user, vector);
            for (int i = 0; i < items.Length; i++)
                scores[i] = float.IsNaN(offset) ? 0 : offset + vectors.Product(vector, items[i]);
        }
        else
        {
            float[] all = ArrayPool<float>.Shared.Rent(_scorer.ItemCount);
            _scorer.Score(user, all.AsSpan(0, _scorer.ItemCount));
            for (int i = 0; i < items.Length; i++)
                scores[i] = all[items[i]];
            ArrayPool<float>.Shared.Return(all);
        }
    }

    private readonly struct ModelSimilarity(IItemSimilarity model, KnownNumbers numbers, int to) : IContribution
    {
        public float Of(ItemState past) => numbers.ToModel(past) is >= 0 and var from ? model.Similarity(from, to) : 0;
    }
}
