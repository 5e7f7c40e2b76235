using System.Globalization;

namespace Recsys.MLNet.Onnx;

/// <summary>One dimension of a declared shape: a fixed size, or a name such as <c>batch</c> for a size known at run time.</summary>
public readonly record struct OnnxDimension
{
    private OnnxDimension(long size, string? name) => (Size, Name) = (size, name);

    /// <summary>The fixed size, or −1 where it is known only at run time.</summary>
    public long Size { get; }

    /// <summary>The name of a run-time size, or null.</summary>
    public string? Name { get; }

    /// <summary>A dimension about which nothing is known.</summary>
    public static OnnxDimension Unknown => new(-1, null);

    /// <summary>A fixed size.</summary>
    public static implicit operator OnnxDimension(long size) => Fixed(size);

    /// <summary>A named size.</summary>
    public static implicit operator OnnxDimension(string name) => Named(name);

    /// <summary>A fixed size.</summary>
    public static OnnxDimension Fixed(long size) => new(size, null);

    /// <summary>A named size.</summary>
    public static OnnxDimension Named(string name) => new(-1, name);

    /// <summary>The size, the name, or <c>?</c>.</summary>
    public override string ToString() => Size >= 0 ? Size.ToString(CultureInfo.InvariantCulture) : Name ?? "?";
}
