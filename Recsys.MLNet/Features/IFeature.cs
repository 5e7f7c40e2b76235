namespace Recsys.MLNet.Features;

/// <summary>One feature: what it is, what an event changes, and its value. Training and service call exactly this code.</summary>
/// <remarks>Implementations have no state of their own: what they must remember lies in the numbers of <see cref="FeatureSpec.UserNumbers"/> and <see cref="FeatureSpec.ItemNumbers"/>.</remarks>
public interface IFeature
{
    /// <summary>Name, width, meaning, unit.</summary>
    FeatureSpec Spec { get; }

    /// <summary>What an event changes in the feature's own numbers. Called after the common counters were updated.</summary>
    void Observe(in FeatureUpdate update) { }

    /// <summary>The value for (user, item, time). A value that is not known is NaN, never 0.</summary>
    /// <param name="at">User, item, time and request.</param>
    /// <param name="into">(<see cref="FeatureSpec.Width"/>), all NaN beforehand.</param>
    void Write(in FeatureContext at, Span<float> into);
}
