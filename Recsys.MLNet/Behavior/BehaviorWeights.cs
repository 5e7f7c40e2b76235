namespace Recsys.MLNet.Behavior;

/// <summary>All weights of a behaviour model in one array, and where each matrix lies in it.</summary>
/// <remarks>
/// One array makes an optimiser step, a checkpoint and a sum of gradients one loop each. A gradient has the same layout.
/// Shapes: D width, F feed-forward, H heads, T positions, G gap classes, E types, K interests, V classes of value, X text width, N items.
/// </remarks>
public sealed class BehaviorWeights
{
    private readonly Range[] _ranges;

    /// <summary>Zeros in the layout of that architecture, with or without the item table at the end.</summary>
    public BehaviorWeights(BehaviorArchitecture shape, bool withItems = true) : this(shape, withItems, null) { }

    /// <summary>Over values in that layout, which it keeps; zeros where there are none.</summary>
    /// <exception cref="ModelFormatException">There are more or fewer than the shape needs.</exception>
    public BehaviorWeights(BehaviorArchitecture shape, bool withItems, float[]? values)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Shape = shape;
        var (d, f) = (shape.Width, shape.FeedForward);
        int gate = shape.Block == BehaviorBlock.Gated ? d : 0;
        int[] layer =
        [
            d, d, d * 3 * d, 3 * d, d * d, d, gate * d, gate,
            d, d, d * f, f, f * d, d, gate * d, gate,
            shape.Heads * shape.Positions, shape.Gaps ? shape.Heads * TimeGap.Count : 0,
        ];
        int target = shape.Target ? 1 : 0, many = shape.Interests > 1 ? shape.Interests : 0;
        int[] shared = [target * d * d, target * d * d, target * shape.Positions, shape.Gaps ? target * TimeGap.Count : 0, many * d, many * d * d, many * shape.Positions, shape.Values ? ValueClass.Count * d : 0, shape.Gaps ? TimeGap.Count * d : 0, shape.Types > 1 ? shape.Types * d : 0, d, d, shape.TextWidth * d];
        int[] sizes = [.. Enumerable.Repeat(layer, shape.Layers).SelectMany(s => s), .. shared, withItems ? checked(shape.Items * d) : 0];
        _ranges = new Range[sizes.Length];
        int at = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            _ranges[i] = at..(at + sizes[i]);
            at += sizes[i];
        }
        if (values is not null && values.Length != at)
            throw new ModelFormatException($"A behaviour model of this shape has {at} weights; {values.Length} were found. The file is damaged; save or download it again.");
        Values = values ?? new float[at];
    }

    /// <summary>What the layout follows from.</summary>
    public BehaviorArchitecture Shape { get; }

    /// <summary>Every weight.</summary>
    public float[] Values { get; }

    /// <summary>Number of weights before the item table.</summary>
    public int DenseCount => _ranges[^1].Start.Value;

    /// <summary>Item vectors (N, D); empty in a layout without them.</summary>
    public Span<float> Items => Span(_ranges.Length - 1);

    /// <summary>What a text vector is multiplied by, (X, D).</summary>
    public Span<float> TextProjection => Span(_ranges.Length - 2);

    /// <summary>Shift of the last normalisation, (D).</summary>
    public Span<float> FinalShift => Span(_ranges.Length - 3);

    /// <summary>Gain of the last normalisation, (D).</summary>
    public Span<float> FinalGain => Span(_ranges.Length - 4);

    /// <summary>Vectors of event types, (E, D).</summary>
    public Span<float> Types => Span(_ranges.Length - 5);

    /// <summary>Vectors of gap classes, (G, D).</summary>
    public Span<float> Gaps => Span(_ranges.Length - 6);

    /// <summary>What a candidate's vector is multiplied by to ask behaviours whether they concern it, (D, D), or empty.</summary>
    public Span<float> TargetQuery => Shared(0);

    /// <summary>What a candidate's vector is multiplied by to be compared with the behaviours that do, (D, D), or empty.</summary>
    public Span<float> TargetValue => Shared(1);

    /// <summary>Added to that attention by how many behaviours lie between, (T), or empty.</summary>
    public Span<float> TargetDistance => Shared(2);

    /// <summary>Added to that attention by the time between, (G), or empty.</summary>
    public Span<float> TargetGap => Shared(3);

    /// <summary>What each interest looks for among the behaviours, (K, D), or empty.</summary>
    public Span<float> InterestQuery => Shared(4);

    /// <summary>What the items it finds are multiplied by, (K, D, D), or empty.</summary>
    public Span<float> InterestValue => Shared(5);

    /// <summary>Added to its attention by how many behaviours lie between, (K, T), or empty.</summary>
    public Span<float> InterestDistance => Shared(6);

    /// <summary>Vectors of what behaviours were worth, (V, D), or empty.</summary>
    public Span<float> ValueClasses => Shared(7);

    /// <summary>One matrix of one layer.</summary>
    public Span<float> Of(int layer, LayerWeight weight) => Span(layer * (int)LayerWeight.Count + (int)weight);

    private Span<float> Shared(int index) => Span(Shape.Layers * (int)LayerWeight.Count + index);

    private Span<float> Span(int index) => Values.AsSpan(_ranges[index]);
}
