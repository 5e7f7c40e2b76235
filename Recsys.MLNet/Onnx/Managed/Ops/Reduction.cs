namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>What a Reduce operator makes of one row of elements.</summary>
internal enum Reduction
{
    Mean,
    Sum,
    Max,
    Min,
    Product,
    L1,
    L2,
    SumOfSquares,
    LogSum,
    LogSumExp,
}
