using Recsys.MLNet.Ranking;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>Puts contributions into words.</summary>
internal static class Because
{
    private const int Named = 2;
    private const int Looked = 20;

    /// <summary>"because you viewed A and B": the past items with the greatest contributions, or null when none contributed.</summary>
    /// <param name="source">The source that asks.</param>
    /// <param name="request">Whose history.</param>
    /// <param name="contribution">What a past item contributes; 0 for nothing.</param>
    /// <param name="says">What is said before the items; null for what the user did to them.</param>
    public static Reason? OfHistory<TContribution>(string source, RecallContext request, TContribution contribution, string? says = null) where TContribution : struct, IContribution
    {
        Span<int> recent = stackalloc int[Looked];
        recent = recent[..request.RecentItems(recent)];
        Span<int> best = [-1, -1];
        Span<float> values = [0, 0];
        foreach (int number in recent)
        {
            if (request.State.Item(number) is not { } past)
                continue;
            float value = contribution.Of(past);
            if (value > values[0])
                (best[1], values[1], best[0], values[0]) = (best[0], values[0], number, value);
            else if (value > values[1])
                (best[1], values[1]) = (number, value);
        }
        if (best[0] < 0)
            return null;
        // A second item that adds less than a quarter of the first explains little.
        int named = best[1] >= 0 && values[1] * 4 >= values[0] ? Named : 1;
        int second = named == Named ? best[1] : -1;
        if (request.Scratch.Worded(source, best[0], second) is { } worded)
            return worded;
        var newer = request.State.Item(best[0])!;
        return request.Scratch.Word(source, best[0], second, request.Scratch.Because(source, says ?? BecauseOf(request, best[0]), newer, second < 0 ? null : request.State.Item(second)));
    }

    // An item the request is about was not necessarily looked at by anybody.
    private static string BecauseOf(RecallContext request, int item)
    {
        if (!request.User.History.Items.Contains(item))
            foreach (string seed in request.Seeds)
                if (request.State.FindItem(seed)?.Number == item)
                    return "goes with";
        return Verb(request, item) switch { "bought" => "because you bought", "saved" => "because you saved", _ => "because you viewed" };
    }

    /// <summary>What the user did to an item, in the past tense; the furthest stage counts.</summary>
    public static string Verb(RecallContext request, int item)
    {
        var history = request.User.History;
        var stage = (BehaviorStage)0;
        for (int i = 0; i < history.Count; i++)
            if (history.Items[i] == item && history.StageOf(i) is var s && s != BehaviorStage.Negative && s > stage)
                stage = s;
        return stage switch
        {
            BehaviorStage.Conversion => "bought",
            BehaviorStage.Intent => "saved",
            _ => "viewed",
        };
    }
}
