using System.Buffers;
using System.Numerics.Tensors;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Behavior;

/// <summary>Causal self-attention over a user's last behaviours: an interest vector, a score for every item, and what each past behaviour contributed.</summary>
/// <remarks>
/// <code>
/// x_t = item_t + gap_t + type_t + value_t      layers of attention and position-wise networks      h = norm(x_last)
/// score[i] = h·item_i                item_i = own vector + text vector·R, or that divided by its length
/// </code>
/// with several interests u_k: score[i] = max_k u_k·item_i; with target attention each item's own reading of the history is added; with terms, w times
/// what the texts of the history and of the item share.
/// Shapes: D width, T positions, N items, K interests. The last layer is computed for the last position only. Items outside the catalogue are passed
/// over; an empty history scores every item 0; times out of order count as no gap. Immutable; used by many threads at once.
/// Kang and McAuley 2018, "Self-attentive sequential recommendation"; LiGR gates as in Borisyuk et al. 2025.
/// </remarks>
public sealed partial class BehaviorAttentionModel : IVectorScorer, ISelectiveScorer
{
    private readonly ItemBlocks? _blocks;
    private readonly QuantizedItemBlocks? _quantized;
    private readonly TargetAttention? _target;
    private readonly RowMatrix _table;

    /// <summary>A model over weights, which it keeps.</summary>
    /// <param name="weights">Weights with the item table.</param>
    /// <param name="texts">Text vectors of the items (N, X), where the shape has them.</param>
    /// <param name="terms">Weighted terms of the items' texts, or null.</param>
    /// <param name="termWeight">w, what their scores count; 0 leaves them out.</param>
    public BehaviorAttentionModel(BehaviorWeights weights, RowMatrix? texts = null, TfIdfModel? terms = null, float termWeight = 0) : this(weights, texts, terms, termWeight, quantized: false) { }

    private BehaviorAttentionModel(BehaviorWeights weights, RowMatrix? texts, TfIdfModel? terms, float termWeight, bool quantized)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Weights = weights;
        Texts = texts;
        var shape = weights.Shape;
        if (shape.TextWidth > 0 && (texts is null || texts.Rows != shape.Items || texts.Columns != shape.TextWidth))
            throw new ArgumentException($"Text vectors are {texts?.Rows ?? 0} x {texts?.Columns ?? 0}; the model needs {shape.Items} x {shape.TextWidth}.", nameof(texts));
        if (!float.IsFinite(termWeight) || termWeight < 0 || (terms is not null && terms.ItemCount != shape.Items))
            throw new ArgumentException($"Terms are of {terms?.ItemCount ?? 0} items with weight {termWeight}; the model needs those of {shape.Items} items and a weight of 0 or more.", nameof(terms));
        (Terms, TermWeight) = termWeight > 0 ? (terms, terms is null ? 0 : termWeight) : (null, 0);
        _table = new RowMatrix(shape.Items, shape.Width, weights.Items.ToArray());
        if (texts is not null && shape.TextWidth > 0)
            Gemm.Multiply(shape.Items, shape.Width, shape.TextWidth, texts.Values, shape.TextWidth, false, weights.TextProjection, shape.Width, false, _table.Values, shape.Width, accumulate: true);
        if (shape.UnitItems)
            for (int i = 0; i < shape.Items; i++)
                UnitRows.Normalize(_table.Row(i));
        if (quantized)
            _quantized = new QuantizedItemBlocks(_table);
        else
            _blocks = new ItemBlocks(_table);
        _target = shape.Target ? new(weights, _table) : null;
        Encoder = new BehaviorEncoder(weights, _table);
    }

    /// <summary>All weights.</summary>
    public BehaviorWeights Weights { get; }

    /// <summary>Text vectors the items were given, or null.</summary>
    public RowMatrix? Texts { get; }

    /// <summary>Weighted terms of the items' texts, whose scores are added; null without.</summary>
    public TfIdfModel? Terms { get; }

    /// <summary>w, what the scores of <see cref="Terms"/> count; 0 without.</summary>
    public float TermWeight { get; }

    /// <summary>Its shape.</summary>
    public BehaviorArchitecture Shape => Weights.Shape;

    /// <summary>Final item vectors, (N, D): what interest vectors are compared with.</summary>
    public RowMatrix ItemVectors => _table;

    /// <summary>The layers, ready to run.</summary>
    internal BehaviorEncoder Encoder { get; }

    /// <inheritdoc/>
    public int ItemCount => Shape.Items;

    /// <summary>The same model with the table that is searched in 8 bits: a quarter of its memory. The best found are scored again exactly; <see cref="Score(in UserContext, Span{float})"/> differs in the third digit.</summary>
    public BehaviorAttentionModel Quantized() => new(Weights, Texts, Terms, TermWeight, quantized: true);

    /// <summary>Bytes of the item table that is searched.</summary>
    public long SearchBytes => _quantized?.Bytes ?? (long)_table.Values.Length * sizeof(float);

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores) => Score(user, scores, selective: false);

    /// <summary>As <see cref="Score(in UserContext, Span{float})"/>, terms looked up by the weightiest of each behaviour only.</summary>
    public bool Estimate(in UserContext user, Span<float> scores) => Score(user, scores, selective: true);

    private bool Score(in UserContext user, Span<float> scores, bool selective)
    {
        bool exact = true;
        if (scores.Length != ItemCount)
            throw new ArgumentException($"scores holds {scores.Length} places; expected {ItemCount}, one for each item.", nameof(scores));
        var scratch = Encoder.Rent();
        if (Fill(user, scratch))
        {
            Span<float> interests = Room(Shape.Interests * Shape.Width, stackalloc float[512]);
            Run(scratch, interests);
            ScoreAll(interests, scores);
            _target?.Add(scratch, scores);
            exact = Terms?.Add(scratch.Items.AsSpan(0, scratch.Length), TermWeight, scores, selective) ?? true;
        }
        else
        {
            scores.Clear();
        }
        Encoder.Return(scratch);
        return exact;
    }

    /// <summary>Scores of some items only, such as the candidates of a request; items the model does not know get 0.</summary>
    /// <param name="user">Who, and what they did before now.</param>
    /// <param name="items">Item numbers.</param>
    /// <param name="scores">As many, overwritten.</param>
    public void Score(in UserContext user, ReadOnlySpan<int> items, Span<float> scores)
    {
        if (scores.Length != items.Length)
            throw new ArgumentException($"scores holds {scores.Length} places; expected {items.Length}, one for each item.", nameof(scores));
        scores.Clear();
        var scratch = Encoder.Rent();
        if (Fill(user, scratch))
        {
            Span<float> interests = Room(Shape.Interests * Shape.Width, stackalloc float[512]);
            Run(scratch, interests);
            for (int i = 0; i < items.Length; i++)
                if ((uint)items[i] < (uint)ItemCount)
                    scores[i] = Exact(interests, items[i]);
            _target?.Add(scratch, items, scores);
            Terms?.Add(scratch.Items.AsSpan(0, scratch.Length), TermWeight, items, scores);
        }
        Encoder.Return(scratch);
    }

    /// <summary>Writes h, the user's interest now; false, and zeros, when no behaviour of theirs is known to the model.</summary>
    public bool Interest(in UserContext user, Span<float> interest)
    {
        if (interest.Length != Shape.Width)
            throw new ArgumentException($"interest holds {interest.Length} places; expected {Shape.Width}.", nameof(interest));
        var scratch = Encoder.Rent();
        bool known = Fill(user, scratch);
        if (known)
            Encoder.Run(scratch, interest);
        else
            interest.Clear();
        Encoder.Return(scratch);
        return known;
    }

    /// <summary>Writes u, the user's interests now, (K, D); false, and zeros, when no behaviour of theirs is known to the model.</summary>
    public bool Interests(in UserContext user, Span<float> interests)
    {
        if (interests.Length != Shape.Interests * Shape.Width)
            throw new ArgumentException($"interests holds {interests.Length} places; expected {Shape.Interests} x {Shape.Width}.", nameof(interests));
        var scratch = Encoder.Rent();
        bool known = Fill(user, scratch);
        if (known)
            Run(scratch, interests);
        else
            interests.Clear();
        Encoder.Return(scratch);
        return known;
    }

    /// <summary>The best items for a user by inner product with their nearest interest; nothing for an empty history. Target attention and terms take no part in it: rank what was found with <see cref="Score(in UserContext, ReadOnlySpan{int}, Span{float})"/>.</summary>
    public void Search(in UserContext user, TopK top)
    {
        ArgumentNullException.ThrowIfNull(top);
        Span<float> interests = Room(Shape.Interests * Shape.Width, stackalloc float[512]);
        if (!Interests(user, interests))
            return;
        if (Shape.Interests == 1 && _blocks is not null)
        {
            _blocks.Search(interests, top);
            return;
        }
        float[] scores = ArrayPool<float>.Shared.Rent(ItemCount);
        ScoreAll(interests, scores.AsSpan(0, ItemCount));
        if (_quantized is null)
        {
            top.Push(scores.AsSpan(0, ItemCount));
        }
        else
        {
            var rough = new TopK(Math.Min(ItemCount, 2 * top.K + 32));
            rough.Push(scores.AsSpan(0, ItemCount));
            int[] items = new int[rough.Count];
            int count = rough.Drain(items, new float[items.Length]);
            foreach (int item in items.AsSpan(0, count))
                top.Push(Exact(interests, item), item);
        }
        ArrayPool<float>.Shared.Return(scores);
    }

    /// <summary>How much each behaviour of the history weighs for one item, with target attention; without it, as <see cref="Explain(in UserContext, Span{float})"/> says for all items alike.</summary>
    public void Explain(in UserContext user, int item, Span<float> weights)
    {
        if (_target is null || (uint)item >= (uint)ItemCount)
        {
            Explain(user, weights);
            return;
        }
        RequireOneEach(user, weights);
        weights.Clear();
        var scratch = Encoder.Rent();
        if (Fill(user, scratch))
        {
            _target.Weigh(scratch, item, scratch.LastWeights.AsSpan(0, scratch.Length));
            Place(scratch, weights);
        }
        Encoder.Return(scratch);
    }

    /// <summary>How much each behaviour of the history weighed in the last layer's attention, all heads together; they add up to 1. Behaviours that were not looked at weigh 0.</summary>
    public void Explain(in UserContext user, Span<float> weights)
    {
        RequireOneEach(user, weights);
        weights.Clear();
        Span<float> interest = new float[Shape.Width];
        var scratch = Encoder.Rent();
        if (Fill(user, scratch))
        {
            Encoder.Run(scratch, interest);
            Place(scratch, weights);
        }
        Encoder.Return(scratch);
    }

    int IVectorScorer.VectorLength => Shape.Width;

    void IVectorScorer.ItemVector(int item, Span<float> vector) => _table.Row(item).CopyTo(vector);

    float IVectorScorer.RequestVector(in UserContext user, Span<float> vector) => Interest(user, vector) ? 0 : float.NaN;

    float IVectorScorer.Product(ReadOnlySpan<float> request, int item) => Lanes.Dot(request, _table.Row(item));

    /// <summary>h, and the other interests where there are several: u_k = h + (Σ_j softmax_j(c_k·z_j / √D + distance)·z_j)·W_k.</summary>
    private void Run(BehaviorScratch scratch, Span<float> interests)
    {
        int d = Shape.Width, n = scratch.Length;
        var h = interests[^d..];
        Encoder.Run(scratch, h);
        if (Shape.Interests == 1)
            return;
        for (int i = 0; i < n; i++)
            _table.Row(scratch.Items[i]).CopyTo(scratch.Normal.AsSpan(i * d));
        for (int k = 0; k < Shape.Interests; k++)
        {
            var weights = scratch.Weights.AsSpan(0, n);
            CausalAttention.Row(Weights.InterestQuery.Slice(k * d, d), scratch.Normal, d, n - 1, Weights.InterestDistance.Slice(k * Shape.Positions, Shape.Positions), [], [], weights);
            CausalAttention.Average(weights, scratch.Normal, d, scratch.Reader);
            var interest = interests.Slice(k * d, d);
            if (k < Shape.Interests - 1)
                h.CopyTo(interest);
            Gemm.Multiply(1, d, d, scratch.Reader, d, false, Weights.InterestValue.Slice(k * d * d, d * d), d, false, interest, d, accumulate: true);
        }
    }

    private void ScoreAll(ReadOnlySpan<float> interests, Span<float> scores)
    {
        int d = Shape.Width;
        float[]? more = Shape.Interests > 1 ? ArrayPool<float>.Shared.Rent(ItemCount) : null;
        for (int k = 0; k < Shape.Interests; k++)
        {
            var into = k == 0 ? scores : more.AsSpan(0, ItemCount);
            if (_quantized is not null)
                _quantized.Scores(interests.Slice(k * d, d), into);
            else
                _blocks!.Scores(interests.Slice(k * d, d), into);
            if (k > 0)
                TensorPrimitives.Max(scores, into, scores);
        }
        if (more is not null)
            ArrayPool<float>.Shared.Return(more);
    }

    private float Exact(ReadOnlySpan<float> interests, int item)
    {
        float best = float.NegativeInfinity;
        for (int from = 0; from < interests.Length; from += Shape.Width)
            best = MathF.Max(best, Lanes.Dot(interests.Slice(from, Shape.Width), _table.Row(item)));
        return best;
    }

    private static Span<float> Room(int wanted, Span<float> small) => wanted <= small.Length ? small[..wanted] : new float[wanted];

    private static void RequireOneEach(in UserContext user, Span<float> weights)
    {
        if (weights.Length != user.Items.Length)
            throw new ArgumentException($"weights holds {weights.Length} places; expected {user.Items.Length}, one for each behaviour.", nameof(weights));
    }

    private static void Place(BehaviorScratch scratch, Span<float> weights)
    {
        for (int i = 0; i < scratch.Length; i++)
            weights[scratch.Places[i]] = scratch.LastWeights[i];
    }

    /// <summary>The last behaviours that the model knows, oldest first.</summary>
    internal bool Fill(in UserContext user, BehaviorScratch scratch)
    {
        int from = user.Items.Length, known = 0;
        while (from > 0 && known < Shape.Positions)
            if ((uint)user.Items[--from] < (uint)Shape.Items)
                known++;
        scratch.Length = 0;
        int previous = from - 1; // the known behaviour before the window still tells the first gap
        while (previous >= 0 && (uint)user.Items[previous] >= (uint)Shape.Items)
            previous--;
        for (int i = from; i < user.Items.Length; i++)
        {
            if ((uint)user.Items[i] >= (uint)Shape.Items)
                continue;
            int at = scratch.Length++;
            scratch.Places[at] = i;
            scratch.Items[at] = user.Items[i];
            scratch.Types[at] = (byte)(i < user.Types.Length && (uint)user.Types[i] < (uint)Shape.Types ? user.Types[i] : 0);
            scratch.Values[at] = (byte)(Shape.Values && i < user.Weights.Length ? ValueClass.Of(user.Weights[i]) : 0);
            scratch.Times[at] = Shape.Gaps && i < user.Times.Length ? user.Times[i] : 0;
            scratch.Gaps[at] = (byte)(Shape.Gaps && previous >= 0 && previous < user.Times.Length ? TimeGap.Of(scratch.Times[at] - user.Times[previous]) : TimeGap.None);
            previous = i;
        }
        return scratch.Length > 0;
    }
}
