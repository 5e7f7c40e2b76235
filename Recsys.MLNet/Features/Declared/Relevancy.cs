using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.Features.Declared;

/// <summary>The score that the caller gives each of its candidates, and the share of the greatest among them: the second survives a change of the caller's scale.</summary>
[RecsysComponent("relevancy")]
public sealed class Relevancy(string name, RelevancyOptions options) : IFeature
{
    /// <inheritdoc/>
    public FeatureSpec Spec { get; } = new(name, $"'{options.Field}' that the request gives the item, and its share of the greatest") { Width = 2 };

    /// <inheritdoc/>
    public void Write(in FeatureContext at, Span<float> into)
    {
        if (Of(at.Request.GivenOf(at.Item.Id)) is not { } mine)
            return;
        double greatest = double.NegativeInfinity;
        foreach (var given in at.Request.Given)
            if (Of(given) is { } theirs)
                greatest = Math.Max(greatest, theirs);
        into[0] = (float)mine;
        into[1] = greatest > 0 ? (float)(mine / greatest) : float.NaN;
    }

    private double? Of(Data.RankedItem? item)
    {
        foreach (var field in item?.Fields ?? [])
            if (field.Name == options.Field && double.IsFinite(field.Value.Number))
                return field.Value.Number;
        return null;
    }
}
