namespace Recsys.MLNet.Behavior;

/// <summary>Room for one request: the behaviours that are looked at, and every intermediate result.</summary>
/// <remarks>Shapes: T positions, D width, F feed-forward.</remarks>
internal sealed class BehaviorScratch(BehaviorArchitecture shape)
{
    public int Length { get; set; }

    public int[] Places { get; } = new int[shape.Positions];

    public int[] Items { get; } = new int[shape.Positions];

    public byte[] Types { get; } = new byte[shape.Positions];

    public byte[] Gaps { get; } = new byte[shape.Positions];

    public byte[] Values { get; } = new byte[shape.Positions];

    public long[] Times { get; } = new long[shape.Positions];

    /// <summary>Mean over the heads of the last layer's attention of the last position, (T).</summary>
    public float[] LastWeights { get; } = new float[shape.Positions];

    /// <summary>Gap classes between positions, (T, T).</summary>
    public byte[] Classes { get; } = new byte[shape.Gaps ? shape.Positions * shape.Positions : 0];

    public float[] X { get; } = new float[shape.Positions * shape.Width];

    public float[] Normal { get; } = new float[shape.Positions * shape.Width];

    public float[] Qkv { get; } = new float[shape.Positions * 3 * shape.Width];

    public float[] Heads { get; } = new float[shape.Positions * shape.Width];

    public float[] Result { get; } = new float[shape.Positions * shape.Width];

    public float[] Gate { get; } = new float[shape.Positions * shape.Width];

    public float[] Hidden { get; } = new float[shape.Positions * shape.FeedForward];

    /// <summary>A query that reads inputs, then their average, (D).</summary>
    public float[] Reader { get; } = new float[shape.Width];

    public float[] Weights { get; } = new float[shape.Positions];
}
