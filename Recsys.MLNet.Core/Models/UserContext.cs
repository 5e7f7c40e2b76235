namespace Recsys.MLNet.Models;

/// <summary>What a model may look at when it scores for one user: who, and what they did before now.</summary>
/// <remarks>The spans have one length, the number of past interactions, oldest first.</remarks>
/// <param name="user">User number in the model's vocabulary, or −1 when unknown.</param>
/// <param name="items">Item numbers.</param>
/// <param name="types">Interaction type numbers.</param>
/// <param name="weights">Weights.</param>
/// <param name="times">Milliseconds.</param>
/// <param name="at">The moment of the request, in milliseconds on the same clock.</param>
public readonly ref struct UserContext(int user, ReadOnlySpan<int> items, ReadOnlySpan<int> types, ReadOnlySpan<float> weights, ReadOnlySpan<long> times, long at)
{
    /// <summary>User number, or −1.</summary>
    public int User { get; } = user;

    /// <summary>Item numbers, oldest first.</summary>
    public ReadOnlySpan<int> Items { get; } = items;

    /// <summary>Interaction type numbers.</summary>
    public ReadOnlySpan<int> Types { get; } = types;

    /// <summary>Weights.</summary>
    public ReadOnlySpan<float> Weights { get; } = weights;

    /// <summary>Times in milliseconds.</summary>
    public ReadOnlySpan<long> Times { get; } = times;

    /// <summary>The moment of the request.</summary>
    public long At { get; } = at;
}
