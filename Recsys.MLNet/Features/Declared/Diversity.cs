using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.Features.Declared;

/// <summary>How unlike the first candidates an item is: for texts the share that has none of its values, for numbers the distance from their median.</summary>
[RecsysComponent("diversity")]
public sealed class Diversity(string name, DiversityOptions options) : IFeature
{
    /// <inheritdoc/>
    public FeatureSpec Spec { get; } = new(name, $"how unlike the first {options.Top} candidates the item is in '{options.Field}'");

    /// <inheritdoc/>
    public void Write(in FeatureContext at, Span<float> into)
    {
        if (at.Item.Field(options.Field) is not { } mine)
            return;
        if (mine.Texts.Count > 0)
            into[0] = Unlike(at, mine);
        else if (double.IsFinite(mine.Number))
            into[0] = Distance(at, mine.Number);
    }

    private float Unlike(in FeatureContext at, FieldValue mine)
    {
        int others = 0, unlike = 0;
        for (int c = 0; c < Math.Min(options.Top, at.Candidates.Count); c++)
        {
            if (c == at.Candidate || at.Candidates.StateOf(c).Field(options.Field) is not { } theirs)
                continue;
            others++;
            unlike += Common(mine, theirs) ? 0 : 1;
        }
        return others == 0 ? float.NaN : unlike / (float)others;
    }

    private float Distance(in FeatureContext at, double mine)
    {
        Span<double> values = stackalloc double[Math.Min(options.Top, at.Candidates.Count)];
        int count = 0;
        for (int c = 0; c < values.Length; c++)
            if (at.Candidates.StateOf(c).Field(options.Field) is { } theirs && double.IsFinite(theirs.Number))
                values[count++] = theirs.Number;
        if (count == 0)
            return float.NaN;
        values = values[..count];
        values.Sort();
        double median = count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
        return (float)(mine - median);
    }

    private static bool Common(FieldValue mine, FieldValue theirs)
    {
        if (mine.Text is { } a && theirs.Text is { } b)
            return a == b;
        foreach (string text in mine.Texts)
            if (theirs.Texts.Contains(text))
                return true;
        return false;
    }
}
