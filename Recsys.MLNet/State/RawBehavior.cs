namespace Recsys.MLNet.State;

/// <summary>One raw behaviour, before <see cref="BehaviorSequence"/> puts a history in order.</summary>
/// <param name="Item">Item number.</param>
/// <param name="Type">Interaction type as the event names it.</param>
/// <param name="Time">Milliseconds, or <see cref="Missing"/>.</param>
/// <param name="Id">The event's id, or null.</param>
public readonly record struct RawBehavior(int Item, string Type, long Time, string? Id = null)
{
    /// <summary>A time that is not known.</summary>
    public const long Missing = long.MinValue;
}
