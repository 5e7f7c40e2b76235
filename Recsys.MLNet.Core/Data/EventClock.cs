namespace Recsys.MLNet.Data;

/// <summary>What an event's timestamp means. Cross-user features, trending and the time split need <see cref="Absolute"/>.</summary>
public enum EventClock : byte
{
    /// <summary>Milliseconds since 1970-01-01 UTC, comparable between users.</summary>
    Absolute,

    /// <summary>Milliseconds since the user's first event: comparable within one user only.</summary>
    Relative,

    /// <summary>Only an order; differences mean nothing.</summary>
    Order,
}
