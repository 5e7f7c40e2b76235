namespace Recsys.MLNet.Behavior;

/// <summary>The shape of a behaviour model: everything that decides how many weights it has and what each is for.</summary>
public sealed record BehaviorArchitecture
{
    /// <summary>Number of items: N.</summary>
    public required int Items { get; init; }

    /// <summary>Numbers in an item's and a position's vector: D.</summary>
    public required int Width { get; init; }

    /// <summary>Attention heads: H, a divisor of D.</summary>
    public required int Heads { get; init; }

    /// <summary>Layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Hidden numbers of the position-wise network: F.</summary>
    public required int FeedForward { get; init; }

    /// <summary>Behaviours looked back on: T.</summary>
    public required int Positions { get; init; }

    /// <summary>How layers add what they compute.</summary>
    public required BehaviorBlock Block { get; init; }

    /// <summary>Event types; 1 where they are not told apart.</summary>
    public required int Types { get; init; }

    /// <summary>Whether the time between behaviours is looked at.</summary>
    public required bool Gaps { get; init; }

    /// <summary>Numbers in an item's text vector, 0 without texts.</summary>
    public required int TextWidth { get; init; }

    /// <summary>Whether item vectors are divided by their length, so that scores tell directions apart and popularity has to be learned as one.</summary>
    public bool UnitItems { get; init; }

    /// <summary>Whether each candidate looks at the history itself, too (target attention).</summary>
    public bool Target { get; init; }

    /// <summary>Interest vectors of a user: K. 1 is the last behaviour's state alone.</summary>
    public int Interests { get; init; } = 1;

    /// <summary>Whether what a behaviour was worth (a rating, seconds of dwell, a quantity) is looked at.</summary>
    public bool Values { get; init; }

    /// <summary>D / H.</summary>
    public int HeadWidth => Width / Heads;
}
