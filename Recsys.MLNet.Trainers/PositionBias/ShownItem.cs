namespace Recsys.MLNet.Trainers.PositionBias;

/// <summary>One item that was shown at one place, and whether it was clicked.</summary>
/// <param name="Context">What makes two showings of an item comparable: the query, the surface, the segment of users. 0 where there is one context only.</param>
/// <param name="Item">The item.</param>
/// <param name="Place">Its place in the list, from 0.</param>
/// <param name="Clicked">Whether it was clicked.</param>
public readonly record struct ShownItem(int Context, int Item, int Place, bool Clicked);
