namespace Recsys.MLNet.Numerics;

/// <summary>The element-wise function applied to a product while it is still in cache.</summary>
public enum Activation
{
    /// <summary>x.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x·Φ(x), Φ the normal distribution by erf.</summary>
    Gelu,

    /// <summary>GELU by its tanh approximation: x·σ(1.5957691·(x + 0.044715·x³)).</summary>
    GeluTanh,

    /// <summary>x·σ(x).</summary>
    Silu,
}
