using Recsys.MLNet.Data;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Features;

/// <summary>An event as a feature observes it.</summary>
public readonly ref struct FeatureUpdate
{
    internal FeatureUpdate(Event e, UserState? user, ItemState? item, Span<float> userNumbers, Span<float> itemNumbers)
    {
        (Event, User, Item) = (e, user, item);
        UserNumbers = userNumbers;
        ItemNumbers = itemNumbers;
    }

    /// <summary>The event; for a ranking the call is repeated for each item that was examined.</summary>
    public Event Event { get; }

    /// <summary>Its user or session, or null for an item event.</summary>
    public UserState? User { get; }

    /// <summary>Its item, or null for a user event.</summary>
    public ItemState? Item { get; }

    /// <summary>The feature's numbers of the user; empty without a user.</summary>
    public Span<float> UserNumbers { get; }

    /// <summary>The feature's numbers of the item; empty without an item.</summary>
    public Span<float> ItemNumbers { get; }
}
