using Recsys.MLNet.Data;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Reranking;

/// <summary>Takes out items that the user has had, each behaviour by its own rule.</summary>
public sealed class SeenPolicy : IReranker
{
    private readonly Dictionary<string, SeenRule> _rules = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A policy; where two rules name one behaviour the last one counts.</summary>
    public SeenPolicy(IEnumerable<SeenRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        foreach (var rule in rules)
            _rules[rule.What] = rule;
    }

    /// <summary>Bought or rated: never; refused: never; looked at or put aside: not for a day.</summary>
    public static IReadOnlyList<SeenRule> Usual { get; } =
    [
        new(nameof(BehaviorStage.Conversion), SeenAgain.Never),
        new(nameof(BehaviorStage.Negative), SeenAgain.Never),
        new("rating", SeenAgain.Never),
        new(nameof(BehaviorStage.Intent), SeenAgain.AfterDays, 1),
        new(nameof(BehaviorStage.Interest), SeenAgain.AfterDays, 1),
    ];

    /// <summary>A caller who names candidates gets all of them back.</summary>
    public bool AppliesTo(bool callersCandidates) => !callersCandidates;

    /// <inheritdoc/>
    public void Reorder(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        var history = request.User.History;
        if (history.Count == 0)
            return;
        Span<int> hidden = history.Count <= 256 ? stackalloc int[history.Count] : new int[history.Count];
        int count = 0;
        for (int i = 0; i < history.Count; i++)
            if (Hides(request, i))
                hidden[count++] = history.Items[i];
        if (count == 0)
            return;
        var order = candidates.Order;
        int kept = 0;
        for (int i = 0; i < order.Length; i++)
            if (!hidden[..count].Contains(candidates.StateOf(order[i]).Number))
                order[kept++] = order[i];
        candidates.Truncate(kept);
    }

    private bool Hides(RecallContext request, int place)
    {
        var history = request.User.History;
        var stage = history.StageOf(place);
        if (!_rules.TryGetValue(request.State.Types[history.Types[place]], out var rule) && !_rules.TryGetValue(StageName(stage), out rule))
            return false;
        return rule.Again switch
        {
            SeenAgain.Never => true,
            SeenAgain.AfterDays => request.State.Clock == EventClock.Order || request.At - history.Times[place] < rule.Days * Decay.Length(TimeWindow.Day),
            SeenAgain.UntilBought => stage == BehaviorStage.Conversion,
            _ => false,
        };
    }

    private static string StageName(BehaviorStage stage) => stage switch
    {
        BehaviorStage.Conversion => nameof(BehaviorStage.Conversion),
        BehaviorStage.Intent => nameof(BehaviorStage.Intent),
        BehaviorStage.Negative => nameof(BehaviorStage.Negative),
        _ => nameof(BehaviorStage.Interest),
    };
}
