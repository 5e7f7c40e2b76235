namespace Recsys.MLNet.Features;

/// <summary>A feature of one number that needs no state of its own: most of the standard features.</summary>
/// <param name="spec">What it is; width 1.</param>
/// <param name="value">Its value; NaN when not known.</param>
public sealed class NumberFeature(FeatureSpec spec, NumberFeature.Value value) : IFeature
{
    /// <summary>Computes the number.</summary>
    public delegate float Value(in FeatureContext at);

    /// <inheritdoc/>
    public FeatureSpec Spec { get; } = spec;

    /// <inheritdoc/>
    public void Write(in FeatureContext at, Span<float> into) => into[0] = value(at);
}
