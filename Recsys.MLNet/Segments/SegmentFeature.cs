using Recsys.MLNet.Features;

namespace Recsys.MLNet.Segments;

/// <summary>Which segment the user is in: one number for each, 1 for theirs and 0 for the others, all missing for one who has done nothing yet.</summary>
internal sealed class SegmentFeature(UserSegments segments) : IFeature
{
    /// <inheritdoc/>
    public FeatureSpec Spec { get; } = new("segment", "whether the user is in the segment") { Width = segments.Count, Scope = FeatureScope.Request };

    /// <inheritdoc/>
    public void Write(in FeatureContext at, Span<float> into)
    {
        int segment = segments.Of(at.User, at.State);
        if (segment < 0)
            return;
        into.Clear();
        into[segment] = 1;
    }
}
