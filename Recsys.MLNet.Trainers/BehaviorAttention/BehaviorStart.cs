using Recsys.MLNet.Behavior;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>The weights before learning.</summary>
/// <remarks>
/// Matrices: normal with variance 2/(rows + columns); norms 1 and 0; biases 0; item vectors small, so that texts speak first.
/// Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks".
/// </remarks>
internal static class BehaviorStart
{
    private const float ItemDeviation = 0.02f;

    public static void Fill(BehaviorWeights weights, RandomStream random)
    {
        var shape = weights.Shape;
        int d = shape.Width, f = shape.FeedForward;
        for (int l = 0; l < shape.Layers; l++)
        {
            weights.Of(l, LayerWeight.AttentionGain).Fill(1);
            weights.Of(l, LayerWeight.HiddenGain).Fill(1);
            Normal(weights.Of(l, LayerWeight.QueryKeyValue), d, d, random);
            Normal(weights.Of(l, LayerWeight.Output), d, d, random);
            Normal(weights.Of(l, LayerWeight.AttentionGate), d, d, random);
            Normal(weights.Of(l, LayerWeight.Hidden), d, f, random);
            Normal(weights.Of(l, LayerWeight.Back), f, d, random);
            Normal(weights.Of(l, LayerWeight.HiddenGate), d, d, random);
        }
        weights.FinalGain.Fill(1);
        for (int i = 0; shape.Target && i < d; i++)
            weights.TargetQuery[i * d + i] = TargetGain; // a candidate asks for what is like it; what that is worth (B) starts at nothing
        Deviate(weights.InterestQuery, 1, random);
        Normal(weights.InterestValue, d, d, random);
        Deviate(weights.ValueClasses, ItemDeviation, random);
        Deviate(weights.Gaps, ItemDeviation, random);
        Deviate(weights.Types, ItemDeviation, random);
        Deviate(weights.Items, ItemDeviation, random);
        // The leading text factors, one to one: two items with like texts start with like vectors.
        for (int i = 0; i < Math.Min(shape.TextWidth, d); i++)
            weights.TextProjection[i * d + i] = TextGain;
    }

    /// <summary>A copy with room for more items, whose own vectors are as before learning.</summary>
    public static BehaviorWeights Extend(BehaviorWeights weights, int items, RandomStream random)
    {
        var extended = new BehaviorWeights(weights.Shape with { Items = items });
        weights.Values.CopyTo(extended.Values, 0); // items come last
        Deviate(extended.Items[weights.Items.Length..], ItemDeviation, random);
        return extended;
    }

    private const float TextGain = 0.3f, TargetGain = 4;

    private static void Normal(Span<float> matrix, int rows, int columns, RandomStream random) => Deviate(matrix, MathF.Sqrt(2f / (rows + columns)), random);

    private static void Deviate(Span<float> values, float deviation, RandomStream random)
    {
        foreach (ref float value in values)
            value = (float)(deviation * random.NextGaussian());
    }
}
