namespace Recsys.MLNet.Engine;

/// <summary>Lists of one surface and what came of them, since this process started.</summary>
/// <param name="Surface">Name of the surface, empty for the default one; <c>(other)</c> for all beyond the first 50.</param>
/// <param name="Lists">Lists logged.</param>
/// <param name="Items">Items of them.</param>
/// <param name="Answered">Lists that at least one interaction named.</param>
/// <param name="Interactions">Interactions that named its lists, by type.</param>
public sealed record SurfaceTraffic(string Surface, long Lists, long Items, long Answered, IReadOnlyDictionary<string, long> Interactions);
