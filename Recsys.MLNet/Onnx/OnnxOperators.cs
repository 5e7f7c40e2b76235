using Recsys.MLNet.Onnx.Managed;

namespace Recsys.MLNet.Onnx;

/// <summary>The operators that managed code runs; models with others go to ONNX Runtime.</summary>
public static class OnnxOperators
{
    /// <summary>The newest standard operator set whose rules managed code follows.</summary>
    public const int NewestSet = OperationCatalog.NewestSet;

    /// <summary>Domain, name and first operator set of each operator, in order.</summary>
    public static IReadOnlyList<(string Domain, string Name, int Since)> Managed { get; } = [.. OperationCatalog.Public()];
}
