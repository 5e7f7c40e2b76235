using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.Features.Declared;

/// <summary>How many of the user's last items have a value of the field in common with this item.</summary>
/// <remarks>Missing where the user has no such past or the item lacks the field. The item itself counts when it is among them.</remarks>
[RecsysComponent("interacted-with")]
public sealed class InteractedWith(string name, InteractedWithOptions options) : IFeature
{
    /// <inheritdoc/>
    public FeatureSpec Spec { get; } = new(name, $"how many of the last {options.Last} items of the user{(options.Event.Length > 0 ? $" by '{options.Event}'" : "")} share {string.Join(", ", options.Fields)}, one number each")
    {
        Width = Math.Max(1, options.Fields.Count),
        Unit = "count",
    };

    /// <inheritdoc/>
    public void Write(in FeatureContext at, Span<float> into)
    {
        var history = at.User.History;
        int looked = 0;
        for (int i = history.Count - 1; i >= 0 && looked < options.Last; i--)
        {
            if (!Counts(at, i) || at.State.Item(history.Items[i]) is not { } past)
                continue;
            looked++;
            for (int f = 0; f < options.Fields.Count; f++)
                if (at.Item.Field(options.Fields[f]) is { } mine)
                    into[f] = (float.IsNaN(into[f]) ? 0 : into[f]) + (past.Field(options.Fields[f]) is { } theirs && Common(mine, theirs) ? 1 : 0);
        }
    }

    private bool Counts(in FeatureContext at, int place)
    {
        var history = at.User.History;
        if (options.Event.Length > 0 ? !string.Equals(at.State.Types[history.Types[place]], options.Event, StringComparison.OrdinalIgnoreCase) : history.Weights[place] <= 0)
            return false;
        return options.Days == 0 || at.State.Clock == EventClock.Order || at.At - history.Times[place] < options.Days * EventCounting.Day;
    }

    private static bool Common(FieldValue mine, FieldValue theirs)
    {
        if (mine.Text is { } a && theirs.Text is { } b)
            return a == b;
        if (mine.Texts.Count == 0 || theirs.Texts.Count == 0)
            return mine == theirs;
        foreach (string text in mine.Texts)
            if (theirs.Texts.Contains(text))
                return true;
        return false;
    }
}
