namespace Recsys.MLNet.Text.Tokenization;

/// <summary>A text, or a pair of texts, as tokens.</summary>
/// <param name="Ids">Token numbers, special tokens included, no padding.</param>
/// <param name="TypeIds">0 for the first text, 1 for the second, beside <paramref name="Ids"/>.</param>
/// <param name="Offsets">For each token its range in the text it came from; empty ranges for special tokens.</param>
/// <param name="Truncated">Whether tokens were cut off to fit.</param>
public sealed record EncodedText(int[] Ids, int[] TypeIds, TextRange[] Offsets, bool Truncated)
{
    /// <summary>Number of tokens.</summary>
    public int Length => Ids.Length;
}
