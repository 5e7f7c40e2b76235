namespace Recsys.MLNet.Data;

/// <summary>The four kinds of event.</summary>
public enum EventKind : byte
{
    /// <summary>What is known of an item: title, price, category, availability.</summary>
    Item,

    /// <summary>What is known of a user, or that a session belongs to a user.</summary>
    User,

    /// <summary>A list that was shown: the exposures.</summary>
    Ranking,

    /// <summary>A behaviour: a click, a cart, a purchase, a rating.</summary>
    Interaction,
}
