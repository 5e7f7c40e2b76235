using Recsys.MLNet.Data;

namespace Recsys.MLNet.Components;

/// <summary>The columns that hold interactions, and the one a score goes to.</summary>
/// <param name="User">Who: texts, keys or whole numbers.</param>
/// <param name="Item">With what: texts, keys or whole numbers.</param>
/// <param name="Label">How much: a weight or rating. Null counts every row as 1.</param>
/// <param name="Score">The column that is added.</param>
/// <param name="Time">When: whole numbers or dates. With it a row is scored, while a chain is fitted, by a model of earlier rows only.</param>
/// <param name="History">What the user did before, oldest first: ids of items. Null takes the interactions the model was fitted on.</param>
public sealed record InteractionColumns(string User = "UserId", string Item = "ItemId", string? Label = "Label", string Score = "Score", string? Time = null, string? History = null)
{
    /// <summary>What kind of interaction the row is: texts, keys or whole numbers. A row without one is no interaction. Null tells none apart.</summary>
    public string? Type { get; init; }

    /// <summary>The types of <see cref="History"/>, as many; types that no row of <see cref="Type"/> has count as the first one met. Null takes them all for that.</summary>
    public string? HistoryTypes { get; init; }

    /// <summary>The times of <see cref="History"/>, as many: whole numbers or dates. Null tells no time between them.</summary>
    public string? HistoryTimes { get; init; }

    /// <summary>How the columns that tell what the user did before are read: items, then types, then times, as far as they are named.</summary>
    /// <param name="items">Numbers the items.</param>
    /// <param name="types">Numbers the types.</param>
    /// <param name="grows">Whether items not in their vocabulary are added.</param>
    /// <exception cref="ArgumentException">Types or times are named without what gives them a meaning.</exception>
    public IEnumerable<ComponentInput> HistoryInputs(Vocabulary items, Vocabulary types, bool grows = false)
    {
        if (History is null && (HistoryTypes ?? HistoryTimes) is { } alone)
            throw new ArgumentException($"'{alone}' tells more about a history, but no column is named as {nameof(History)}; name the one with its items, or leave '{alone}' out.");
        if (HistoryTypes is { } of && Type is null)
            throw new ArgumentException($"'{of}' holds types of a history, but no column is named as {nameof(Type)}, so that a model would never learn what they mean; name it, or leave '{of}' out.");
        if (History is not null)
            yield return ComponentInput.Ids(History, items, grows);
        if (HistoryTypes is not null)
            yield return ComponentInput.Ids(HistoryTypes, types);
        if (HistoryTimes is not null)
            yield return ComponentInput.Wholes(HistoryTimes);
    }
}
