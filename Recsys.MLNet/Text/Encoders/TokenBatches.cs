using Recsys.MLNet.Text.Tokenization;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>Texts of like length together, so that little is computed on padding.</summary>
/// <remarks>A batch's tokens, padding included, stay within the budget; a text longer than the budget is a batch of its own.</remarks>
internal static class TokenBatches
{
    /// <summary>The places of the texts of each batch, short texts first.</summary>
    public static IEnumerable<int[]> Of(EncodedText[] texts, int tokensPerBatch)
    {
        var order = new int[texts.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => texts[a].Length != texts[b].Length ? texts[a].Length.CompareTo(texts[b].Length) : a.CompareTo(b));
        for (int from = 0; from < order.Length;)
        {
            int to = from + 1;
            while (to < order.Length && (long)(to + 1 - from) * texts[order[to]].Length <= tokensPerBatch)
                to++;
            yield return order[from..to];
            from = to;
        }
    }
}
