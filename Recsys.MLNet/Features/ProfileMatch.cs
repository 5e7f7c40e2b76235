namespace Recsys.MLNet.Features;

/// <summary>How well an item fits a user.</summary>
/// <param name="Similarity">Likeness of profile and item.</param>
/// <param name="Score">u·y: the item against the user's interest as this item draws it out.</param>
public readonly record struct ProfileMatch(float Similarity, float Score);
