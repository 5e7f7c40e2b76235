using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;

namespace RecsysApp;

/// <summary>Names items of the makers whose items the user turned to last, the latest first.</summary>
[RecsysComponent("same-maker")]
public sealed class SameMaker(string name, SameMakerOptions options) : ICandidateSource
{
    public string Name { get; } = name;

    public void Recall(RecallContext request, CandidateSet into)
    {
        var makers = Makers(request);
        int named = 0; // by this source: the set holds what the sources before it named too
        for (int number = 0; number < request.State.ItemCount && named < options.Depth; number++)
            if (request.State.Item(number) is { } item && makers.TryGetValue(MakerOf(item), out float score))
            {
                into.Add(number, score);
                named++;
            }
    }

    public void Score(RecallContext request, CandidateSet into)
    {
        var makers = Makers(request);
        for (int place = 0; place < into.Count; place++)
            if (makers.TryGetValue(MakerOf(into.StateOf(place)), out float score))
                into.Rate(place, score);
    }

    public Reason? Explain(RecallContext request, ItemState item) =>
        MakerOf(item) is { Length: > 0 } maker ? new Reason(Name, $"more by {maker}", []) : null;

    // 1 for the maker of the last item, a half for the one before, and so on.
    private Dictionary<string, float> Makers(RecallContext request)
    {
        var makers = new Dictionary<string, float>();
        var items = request.User.History.Items;
        for (int i = items.Length - 1; i >= 0 && makers.Count < options.Makers; i--)
            if (request.State.Item(items[i]) is { } item && MakerOf(item) is { Length: > 0 } maker)
                makers.TryAdd(maker, 1f / (1 << makers.Count));
        return makers;
    }

    private string MakerOf(ItemState item) => item.Field(options.Field)?.Text ?? "";
}
