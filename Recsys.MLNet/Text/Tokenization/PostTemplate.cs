namespace Recsys.MLNet.Text.Tokenization;

/// <summary>How special tokens are put around one text and around two.</summary>
internal sealed class PostTemplate(IReadOnlyList<PostTemplate.Piece> single, IReadOnlyList<PostTemplate.Piece> pair)
{
    /// <summary>Nothing is added.</summary>
    public static PostTemplate None { get; } = new([new(0, [], 0)], [new(0, [], 0), new(1, [], 1)]);

    public IReadOnlyList<Piece> Single { get; } = single;

    public IReadOnlyList<Piece> Pair { get; } = pair;

    public int Added(bool isPair) => (isPair ? Pair : Single).Sum(p => p.Ids.Count);

    /// <summary>First, second, then: begin + A + end, or begin + A + middle + B + end.</summary>
    public static PostTemplate Around(int begin, int end, bool doubleMiddle, int secondType)
    {
        List<int> middle = doubleMiddle ? [end, end] : [end];
        return new(
            [new(-1, [begin], 0), new(0, [], 0), new(-1, [end], 0)],
            [new(-1, [begin], 0), new(0, [], 0), new(-1, middle, 0), new(1, [], secondType), new(-1, [end], secondType)]);
    }

    /// <param name="Text">0 for the first text, 1 for the second, −1 for special tokens.</param>
    /// <param name="Ids">The special tokens.</param>
    /// <param name="Type">Their type id.</param>
    internal readonly record struct Piece(int Text, IReadOnlyList<int> Ids, int Type);
}
