namespace Recsys.MLNet.Models;

/// <summary>The distinct items of a history with their weights, as rows of an interaction matrix hold them.</summary>
internal static class HistoryItems
{
    /// <summary>
    /// Fills items, ascending, and weights, and returns how many there are. Items outside the model and negative weights are passed
    /// over. Weights of one item add up, or with <paramref name="lastCounts"/> the last one stands, as for ratings.
    /// </summary>
    /// <param name="user">Whose history, of at most as many items as the spans hold.</param>
    /// <param name="itemCount">Items of the model.</param>
    /// <param name="lastCounts">Whether a later weight replaces an earlier one.</param>
    /// <param name="items">Receives the items.</param>
    /// <param name="weights">Receives the weights.</param>
    public static int Merge(in UserContext user, int itemCount, bool lastCounts, Span<int> items, Span<float> weights)
    {
        int n = 0;
        Span<long> keys = user.Items.Length <= 128 ? stackalloc long[user.Items.Length] : new long[user.Items.Length];
        for (int i = 0; i < user.Items.Length; i++)
            if ((uint)user.Items[i] < (uint)itemCount && user.Weights[i] >= 0)
                keys[n++] = (long)user.Items[i] << 32 | (uint)i; // item and place in one key: a plain sort is then stable
        keys[..n].Sort();
        int kept = 0;
        for (int i = 0; i < n; i++)
        {
            int item = (int)(keys[i] >> 32);
            float weight = user.Weights[(int)(keys[i] & uint.MaxValue)];
            if (kept > 0 && items[kept - 1] == item)
                weights[kept - 1] = lastCounts ? weight : weights[kept - 1] + weight;
            else
                (items[kept], weights[kept++]) = (item, weight);
        }
        return kept;
    }
}
