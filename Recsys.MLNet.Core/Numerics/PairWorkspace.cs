namespace Recsys.MLNet.Numerics;

/// <summary>What <see cref="PairNetwork"/> remembers of a batch between its passes. One for each thread.</summary>
internal sealed class PairWorkspace(PairNetwork network, int batch)
{
    /// <summary>First layer, (B, H).</summary>
    public float[] A { get; } = new float[batch * network.Hidden];

    /// <summary>Second layer, (B, K).</summary>
    public float[] H { get; } = new float[batch * network.Second];

    /// <summary>Gradient of the first layer.</summary>
    public float[] DA { get; } = new float[batch * network.Hidden];

    /// <summary>Gradient of the second layer.</summary>
    public float[] DH { get; } = new float[batch * network.Second];
}
