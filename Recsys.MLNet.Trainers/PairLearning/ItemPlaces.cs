namespace Recsys.MLNet.Trainers.PairLearning;

/// <summary>Where each item stands in a list, so that a row masks its few known partners without asking about every pair.</summary>
internal sealed class ItemPlaces
{
    private readonly Dictionary<int, int> _first = [];
    private readonly int[] _next;

    public ItemPlaces(int[] items)
    {
        _next = new int[items.Length];
        for (int place = items.Length - 1; place >= 0; place--)
        {
            _next[place] = _first.GetValueOrDefault(items[place], -1);
            _first[items[place]] = place;
        }
    }

    /// <summary>Sets −∞ where the item itself or anything met together with it stands, but for one place.</summary>
    public void Mask(Span<float> scores, int item, ItemPairs pairs, int own)
    {
        MaskItem(scores, item, own);
        foreach (int partner in pairs.TogetherWith(item))
            MaskItem(scores, partner, own);
    }

    private void MaskItem(Span<float> scores, int item, int own)
    {
        for (int place = _first.GetValueOrDefault(item, -1); place >= 0; place = _next[place])
            if (place != own)
                scores[place] = float.NegativeInfinity;
    }
}
