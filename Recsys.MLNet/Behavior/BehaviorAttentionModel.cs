using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Behavior;

/// <summary>Causal self-attention over a user's last behaviours: an interest vector, a score for every item, and what each past behaviour contributed.</summary>
/// <remarks>
/// <code>
/// x_t = item_t + gap_t + type_t      layers of attention and position-wise networks      h = norm(x_last)
/// score[i] = h·item_i                item_i = own vector + text vector·R, or that divided by its length
/// </code>
/// Shapes: D width, T positions, N items. The last layer is computed for the last position only. Items outside the catalogue are passed
/// over; an empty history scores every item 0; times out of order count as no gap. Immutable; used by many threads at once.
/// Kang and McAuley 2018, "Self-attentive sequential recommendation"; LiGR gates as in Borisyuk et al. 2025.
/// </remarks>
public sealed class BehaviorAttentionModel : IItemScorer, ISavedModel
{
    /// <summary>Kind of its section in a package.</summary>
    public const string SectionKind = "behavior-attention";

    static BehaviorAttentionModel() => ModelSections.Register(SectionKind, Read);

    private readonly ItemBlocks _blocks;
    private readonly RowMatrix _table;

    /// <summary>A model over weights, which it keeps.</summary>
    /// <param name="weights">Weights with the item table.</param>
    /// <param name="texts">Text vectors of the items (N, X), where the shape has them.</param>
    public BehaviorAttentionModel(BehaviorWeights weights, RowMatrix? texts = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Weights = weights;
        Texts = texts;
        var shape = weights.Shape;
        if (shape.TextWidth > 0 && (texts is null || texts.Rows != shape.Items || texts.Columns != shape.TextWidth))
            throw new ArgumentException($"Text vectors are {texts?.Rows ?? 0} x {texts?.Columns ?? 0}; the model needs {shape.Items} x {shape.TextWidth}.", nameof(texts));
        _table = new RowMatrix(shape.Items, shape.Width, weights.Items.ToArray());
        if (texts is not null && shape.TextWidth > 0)
            Gemm.Multiply(shape.Items, shape.Width, shape.TextWidth, texts.Values, shape.TextWidth, false, weights.TextProjection, shape.Width, false, _table.Values, shape.Width, accumulate: true);
        if (shape.UnitItems)
            for (int i = 0; i < shape.Items; i++)
                UnitRows.Normalize(_table.Row(i));
        _blocks = new ItemBlocks(_table);
        Encoder = new BehaviorEncoder(weights, _table);
    }

    /// <summary>All weights.</summary>
    public BehaviorWeights Weights { get; }

    /// <summary>Text vectors the items were given, or null.</summary>
    public RowMatrix? Texts { get; }

    /// <summary>Its shape.</summary>
    public BehaviorArchitecture Shape => Weights.Shape;

    /// <summary>Final item vectors, (N, D): what interest vectors are compared with.</summary>
    public RowMatrix ItemVectors => _table;

    /// <summary>The layers, ready to run.</summary>
    internal BehaviorEncoder Encoder { get; }

    /// <inheritdoc/>
    public int ItemCount => Shape.Items;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        Span<float> interest = Shape.Width <= 512 ? stackalloc float[Shape.Width] : new float[Shape.Width];
        if (!Interest(user, interest))
        {
            scores.Clear();
            return;
        }
        _blocks.Scores(interest, scores);
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

    /// <summary>The best items for a user by inner product with their interest; nothing for an empty history.</summary>
    public void Search(in UserContext user, TopK top)
    {
        Span<float> interest = Shape.Width <= 512 ? stackalloc float[Shape.Width] : new float[Shape.Width];
        if (Interest(user, interest))
            _blocks.Search(interest, top);
    }

    /// <summary>How much each behaviour of the history weighed in the last layer's attention, all heads together; they add up to 1. Behaviours that were not looked at weigh 0.</summary>
    public void Explain(in UserContext user, Span<float> weights)
    {
        if (weights.Length != user.Items.Length)
            throw new ArgumentException($"weights holds {weights.Length} places; expected {user.Items.Length}, one for each behaviour.", nameof(weights));
        weights.Clear();
        Span<float> interest = new float[Shape.Width];
        var scratch = Encoder.Rent();
        if (Fill(user, scratch))
        {
            Encoder.Run(scratch, interest);
            for (int i = 0; i < scratch.Length; i++)
                weights[scratch.Places[i]] = scratch.LastWeights[i];
        }
        Encoder.Return(scratch);
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var s = Shape;
        foreach (int number in new[] { s.Items, s.Width, s.Heads, s.Layers, s.FeedForward, s.Positions, (int)s.Block, s.Types, s.Gaps ? 1 : 0, s.TextWidth, s.UnitItems ? 1 : 0 })
            writer.Write(number);
        writer.Write<float>(Weights.Values);
        writer.Write<float>(Texts?.Values ?? []);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static BehaviorAttentionModel Read(SectionReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Expect(SectionKind, 1);
        var shape = new BehaviorArchitecture
        {
            Items = reader.ReadInt(),
            Width = reader.ReadInt(),
            Heads = reader.ReadInt(),
            Layers = reader.ReadInt(),
            FeedForward = reader.ReadInt(),
            Positions = reader.ReadInt(),
            Block = (BehaviorBlock)reader.ReadInt(),
            Types = reader.ReadInt(),
            Gaps = reader.ReadInt() != 0,
            TextWidth = reader.ReadInt(),
            UnitItems = reader.ReadInt() != 0,
        };
        if (shape.Items < 0 || shape.Width is < 1 or > 8192 || shape.Heads < 1 || shape.Width % shape.Heads != 0 || shape.Layers is < 1 or > 256 || shape.FeedForward is < 1 or > 65536
            || shape.Positions is < 1 or > 255 || !Enum.IsDefined(shape.Block) || shape.Types is < 1 or > 256 || shape.TextWidth is < 0 or > 65536)
            throw new ModelFormatException($"A behaviour model cannot have this shape: {shape}. The file is damaged; save or download it again.");
        var weights = new BehaviorWeights(shape, withItems: true, reader.ReadArray<float>());
        float[] texts = reader.ReadArray<float>();
        if (texts.Length != (long)shape.Items * shape.TextWidth)
            throw new ModelFormatException($"A behaviour model has {texts.Length} numbers of text vectors; expected {shape.Items} x {shape.TextWidth}. The file is damaged; save or download it again.");
        foreach (float value in weights.Values)
            if (!float.IsFinite(value))
                throw new ModelFormatException("A behaviour model holds weights that are no finite numbers. The file is damaged; save or download it again.");
        return new(weights, shape.TextWidth > 0 ? new RowMatrix(shape.Items, shape.TextWidth, texts) : null);
    }

    /// <summary>The last behaviours that the model knows, oldest first.</summary>
    private bool Fill(in UserContext user, BehaviorScratch scratch)
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
            scratch.Times[at] = Shape.Gaps && i < user.Times.Length ? user.Times[i] : 0;
            scratch.Gaps[at] = (byte)(Shape.Gaps && previous >= 0 && previous < user.Times.Length ? TimeGap.Of(scratch.Times[at] - user.Times[previous]) : TimeGap.None);
            previous = i;
        }
        return scratch.Length > 0;
    }
}
