using Recsys.MLNet.Ranking;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>The user's own items again: looked at and not bought, or bought and due for the next time.</summary>
/// <remarks>
/// <code>
/// due      = 2^(−|Δ − interval| / interval)     Δ days since the purchase, interval of the item or of the user; a purchase without either is not named
/// unbought = 2^(−Δ / 3)                         Δ days since the item was looked at or put aside, the latter twice
/// </code>
/// Whether items may come again at all is decided by the seen policy, not here.
/// </remarks>
/// <param name="depth">How many items it names.</param>
public sealed class AgainSource(int depth = 30) : ICandidateSource
{
    /// <inheritdoc/>
    public string Name => "again";

    /// <inheritdoc/>
    public void Recall(RecallContext request, CandidateSet into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(into);
        Span<int> items = stackalloc int[depth];
        Span<float> scores = stackalloc float[depth];
        int count = Gather(request, items, scores);
        into.Add(items[..count], scores[..count]);
    }

    /// <inheritdoc/>
    public void Score(RecallContext request, CandidateSet into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(into);
        Span<int> items = stackalloc int[depth];
        Span<float> scores = stackalloc float[depth];
        int count = Gather(request, items, scores);
        for (int i = 0; i < count; i++)
            if (into.PlaceOf(items[i]) is >= 0 and var place)
                into.Rate(place, scores[i]);
    }

    /// <inheritdoc/>
    public Reason? Explain(RecallContext request, ItemState item)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(item);
        string text = Because.Verb(request, item.Number) switch
        {
            "bought" => "you bought this before",
            "saved" => "you saved this",
            _ => "you looked at this",
        };
        return new Reason(Name, text, [item.Id]);
    }

    private static int Gather(RecallContext request, Span<int> items, Span<float> scores)
    {
        var history = request.User.History;
        int count = 0;
        for (int i = history.Count - 1; i >= 0 && count < items.Length; i--)
        {
            int number = history.Items[i];
            if (items[..count].Contains(number) || history.Weights[i] <= 0 || request.State.Item(number) is not { } item)
                continue;
            float score = Score(request, item);
            if (score > 0)
                (items[count], scores[count]) = (number, score);
            count += score > 0 ? 1 : 0;
        }
        scores[..count].Sort(items[..count], static (a, b) => b.CompareTo(a));
        return count;
    }

    private static float Score(RecallContext request, ItemState item)
    {
        var history = request.User.History;
        int bought = history.LastPlaceOf(item.Number, BehaviorStage.Conversion);
        if (bought >= 0)
        {
            float interval = float.IsNaN(item.RepeatDays) ? request.User.PurchaseDays : item.RepeatDays;
            float days = Days(request.At - history.Times[bought]);
            return interval > 0 ? float.Exp2(-Math.Abs(days - interval) / interval) : 0;
        }
        int last = history.LastPlaceOf(item.Number);
        float kept = history.LastPlaceOf(item.Number, BehaviorStage.Intent) >= 0 ? 2 : 1;
        return kept * float.Exp2(-Math.Max(0, Days(request.At - history.Times[last])) / 3);
    }

    private static float Days(long milliseconds) => milliseconds / (float)Decay.Length(TimeWindow.Day);
}
