namespace Recsys.MLNet.Onnx.Managed.Fusion;

/// <summary>How attention finds the rows of one head in a tensor.</summary>
internal enum HeadLayout
{
    /// <summary>(batch, tokens, heads · width): as a projection leaves it.</summary>
    Rows,

    /// <summary>(batch, heads, tokens, width).</summary>
    Heads,

    /// <summary>(batch, heads, width, tokens): transposed, for keys.</summary>
    Transposed,

    /// <summary>(batch, tokens, heads, width), for results.</summary>
    Turned,
}
