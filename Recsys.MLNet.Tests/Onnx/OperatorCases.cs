using Recsys.MLNet.Onnx;
using static Recsys.MLNet.Tests.Onnx.OperatorInput;

namespace Recsys.MLNet.Tests.Onnx;

/// <summary>Every operator of managed code on shapes that catch mistakes: broadcasting both ways, negative axes, empty tensors, scalars, old and new operator sets.</summary>
internal static class OperatorCases
{
    private static readonly (int[] A, int[] B)[] Pairs =
    [
        ([5], [5]), ([2, 3, 4], [2, 3, 4]), ([2, 3, 4], [4]), ([4], [2, 3, 4]), ([2, 1, 4], [3, 1]), ([2, 3, 1], [1, 4]), ([], [2, 3]), ([2, 3], []), ([], []),
        ([1, 1], [3]), ([2, 0, 4], [1, 4]), ([0], [1]), ([2, 3, 4, 5], [2, 1, 1, 5]), ([3, 1, 5], [2, 3, 4, 5]), ([1, 7, 1, 9], [6, 1, 2, 1]),
    ];

    public static IEnumerable<OperatorCase> All() => [.. Binary(), .. Unary(), .. Moves(), .. Reductions(), .. Products(), .. Quantized()];

    private static IEnumerable<OperatorCase> Binary()
    {
        foreach (var (a, b) in Pairs)
        {
            foreach (string op in new[] { "Add", "Sub", "Mul", "Div" })
            {
                yield return new(op, 14, [F(a), P(b)]);
                yield return new(op, 14, [I(a), I(b)]) { Outputs = [OnnxElementType.Int64] };
            }
            foreach (string op in new[] { "Less", "Greater", "Equal", "LessOrEqual", "GreaterOrEqual" })
            {
                yield return new(op, 16, [F(a), P(b)]) { Outputs = [OnnxElementType.Bool] };
                yield return new(op, 16, [I(a), I(b)]) { Outputs = [OnnxElementType.Bool] };
            }
            foreach (string op in new[] { "And", "Or", "Xor" })
                yield return new(op, 7, [B(a), B(b)]) { Outputs = [OnnxElementType.Bool] };
            yield return new("Pow", 15, [P(a), F(b)]) { Within = 1e-5f };
            yield return new("Min", 13, [F(a), P(b)]);
            yield return new("Max", 13, [F(a), P(b), S(0.5f)]);
            yield return new("Max", 13, [I(a), I(b)]) { Outputs = [OnnxElementType.Int64] };
            yield return new("Sum", 13, [F(a), P(b), F(b)]);
            yield return new("Mean", 13, [F(a), P(b)]);
            yield return new("Mod", 13, [I(a), I(b)]) { Outputs = [OnnxElementType.Int64] };
            yield return new("Where", 16, [B(a), F(b), P(1)]);
            yield return new("Where", 9, [B(b), I(1), I(a)]) { Outputs = [OnnxElementType.Int64] };
        }
        yield return new("Add", 7, [F(3, 4), F(4)]);
        yield return new("Mod", 13, [F(5), P(5)], ("fmod", 1L)) { Within = 1e-5f };
        yield return new("Mod", 13, [I(7), I(7)], ("fmod", 1L)) { Outputs = [OnnxElementType.Int64] };
        yield return new("Pow", 13, [P(3, 4), S(2L)]);
        yield return new("Pow", 13, [F(3, 4), S(3f)]) { Within = 1e-5f };
        yield return new("Pow", 13, [P(3, 4), S(0.5f)]) { Within = 1e-5f };
        yield return new("Equal", 7, [I(4), I(4)]) { Outputs = [OnnxElementType.Bool] };
    }

    private static IEnumerable<OperatorCase> Unary()
    {
        int[][] shapes = [[], [1], [7], [3, 5], [2, 0], [2, 3, 17]];
        foreach (int[] s in shapes)
        {
            foreach (string op in new[] { "Neg", "Abs", "Exp", "Sin", "Cos", "Tanh", "Sigmoid", "Floor", "Ceil", "Sign", "Relu", "Erf", "Softplus", "LeakyRelu", "Elu", "HardSigmoid", "Identity" })
                yield return new(op, 13, [F(s)]) { Within = 1e-5f };
            foreach (string op in new[] { "Sqrt", "Log", "Reciprocal" })
                yield return new(op, 13, [P(s)]) { Within = 1e-5f };
            yield return new("Round", 11, [F(s)]);
            yield return new("Not", 13, [B(s)]) { Outputs = [OnnxElementType.Bool] };
            yield return new("Gelu", 20, [F(s)]) { Within = 1e-5f };
            yield return new("Gelu", 20, [F(s)], ("approximate", "tanh")) { Within = 1e-5f };
            yield return new("Clip", 13, [F(s), S(-0.5f), S(1f)]);
            yield return new("Clip", 13, [F(s), null, S(1f)]);
            yield return new("Clip", 12, [I(s), S(-3L), S(3L)]) { Outputs = [OnnxElementType.Int64] };
            yield return new("Clip", 6, [F(s)], ("min", -1f), ("max", 0.5f));
            yield return new("Shape", 13, [F(s)]) { Outputs = [OnnxElementType.Int64] };
            yield return new("Size", 13, [F(s)]) { Outputs = [OnnxElementType.Int64] };
            yield return new("Dropout", 13, [F(s)]);
            foreach (var to in new[] { OnnxElementType.Int64, OnnxElementType.Int32, OnnxElementType.Bool, OnnxElementType.Float16, OnnxElementType.Double, OnnxElementType.UInt8 })
                yield return new("Cast", 13, [P(s)], ("to", (long)to)) { Outputs = [to] };
            yield return new("Cast", 13, [I(s)], ("to", (long)OnnxElementType.Float));
            yield return new("Cast", 13, [B(s)], ("to", (long)OnnxElementType.Float));
            yield return new("CastLike", 15, [I(s), F(1)]);
        }
        yield return new("Neg", 13, [I(5)]) { Outputs = [OnnxElementType.Int64] };
        yield return new("Abs", 13, [I(5)]) { Outputs = [OnnxElementType.Int64] };
        yield return new("Shape", 15, [F(2, 3, 4)], ("start", -2L)) { Outputs = [OnnxElementType.Int64] };
        yield return new("Shape", 15, [F(2, 3, 4)], ("start", 0L), ("end", -1L)) { Outputs = [OnnxElementType.Int64] };
        foreach (var (axis, set) in new[] { (-1, 13), (0, 13), (1, 13), (1, 11), (2, 9) })
            foreach (string op in new[] { "Softmax", "LogSoftmax" })
                yield return new(op, set, [F(3, 4, 5)], ("axis", (long)axis)) { Within = 1e-5f };
        yield return new("Softmax", 13, [F(2, 0)], ("axis", -1L));
        yield return new("Softmax", 11, [F(2, 6)]) { Within = 1e-5f };
        foreach (long axis in new[] { 0L, 1, -1 })
            foreach (var (exclusive, reverse) in new[] { (0L, 0L), (1, 0), (0, 1), (1, 1) })
                yield return new("CumSum", 14, [F(3, 4), S(axis)], ("exclusive", exclusive), ("reverse", reverse)) { Within = 1e-5f };
        yield return new("CumSum", 14, [I(6), S(0L)]) { Outputs = [OnnxElementType.Int64] };
    }

    private static IEnumerable<OperatorCase> Moves()
    {
        foreach (long axis in new[] { 0L, 1, -1 })
        {
            yield return new("Gather", 13, [F(4, 5, 6), L(0, 2, -1)], ("axis", axis));
            yield return new("Gather", 13, [F(4, 5, 6), S(1L)], ("axis", axis));
            yield return new("Gather", 13, [F(4, 5, 6), Whole(OnnxElementType.Int64, -4, 4, [2, 3])], ("axis", axis));
            yield return new("Gather", 13, [I(4, 5, 6), L()], ("axis", axis)) { Outputs = [OnnxElementType.Int64] };
            yield return new("GatherElements", 13, [F(4, 4), Whole(OnnxElementType.Int64, -4, 4, [3, 2])], ("axis", axis));
            yield return new("Concat", 13, [F(2, 2, 2), P(2, 2, 2)], ("axis", axis));
            yield return new("ArgMax", 13, [F(3, 4, 5)], ("axis", axis), ("keepdims", 0L)) { Outputs = [OnnxElementType.Int64] };
            yield return new("ArgMin", 13, [I(3, 4)], ("axis", axis), ("select_last_index", 1L)) { Outputs = [OnnxElementType.Int64] };
            yield return new("Flatten", 13, [F(2, 3, 4)], ("axis", axis));
        }
        yield return new("Flatten", 13, [F(2, 3)], ("axis", 2L));
        yield return new("Concat", 13, [F(2, 0, 3), P(2, 4, 3)], ("axis", 1L));
        yield return new("Concat", 13, [L(1, 2), L(3), L()], ("axis", 0L)) { Outputs = [OnnxElementType.Int64] };
        yield return new("ScatterND", 16, [F(4, 5), Whole(OnnxElementType.Int64, 0, 1, [1, 2]), F(1)]);
        yield return new("ScatterND", 16, [F(4, 5), new(OnnxElementType.Int64, OnnxValue.Of(new long[] { 3, 0 }, 2, 1)), F(2, 5)]);
        foreach (long[] order in new[] { new long[] { 0, 2, 1, 3 }, [0, 2, 3, 1], [3, 2, 1, 0], [1, 0, 2, 3] })
            yield return new("Transpose", 13, [F(2, 3, 4, 5)], ("perm", order));
        yield return new("Transpose", 13, [F(2, 3, 4)]);
        yield return new("Transpose", 13, [F(2, 0, 4)]);
        foreach (long[] shape in new[] { new long[] { 6, 4 }, [-1, 2], [0, -1], [2, 0, 2, 2], [24] })
            yield return new("Reshape", 14, [F(2, 3, 4), L(shape)]);
        yield return new("Reshape", 14, [F(0, 4), L(2, 0)], ("allowzero", 1L));
        yield return new("Squeeze", 13, [F(1, 3, 1, 2), L(0, -2)]);
        yield return new("Squeeze", 13, [F(1, 3, 1)]);
        yield return new("Squeeze", 11, [F(1, 3, 1)], ("axes", new long[] { 2 }));
        yield return new("Unsqueeze", 13, [F(3, 2), L(0, -1)]);
        yield return new("Unsqueeze", 11, [F(3, 2)], ("axes", new long[] { 1, 3 }));
        yield return new("Unsqueeze", 13, [S(4L), L(0)]) { Outputs = [OnnxElementType.Int64] };
        foreach (var (starts, ends, axes, steps) in new (long[], long[], long[], long[])[]
            { ([1], [3], [0], [1]), ([-2], [long.MaxValue], [-1], [1]), ([0, 1], [2, -1], [1, 2], [1, 2]), ([4], [-100], [1], [-1]), ([-1], [0], [2], [-2]), ([3], [2], [0], [1]), ([0], [100], [1], [3]) })
            yield return new("Slice", 13, [F(4, 5, 6), L(starts), L(ends), L(axes), L(steps)]);
        yield return new("Slice", 13, [I(6), L(1), L(4)]) { Outputs = [OnnxElementType.Int64] };
        yield return new("Slice", 9, [F(4, 5)], ("starts", new long[] { 1, -3 }), ("ends", new long[] { 3, -1 }), ("axes", new long[] { 0, 1 }));
        yield return new("Split", 13, [F(2, 6), L(1, 2, 3)], ("axis", 1L)) { Outputs = [OnnxElementType.Float, OnnxElementType.Float, OnnxElementType.Float] };
        yield return new("Split", 13, [F(2, 6)], ("axis", -1L)) { Outputs = [OnnxElementType.Float, OnnxElementType.Float] };
        yield return new("Split", 18, [F(7, 2)], ("axis", 0L), ("num_outputs", 3L)) { Outputs = [OnnxElementType.Float, OnnxElementType.Float, OnnxElementType.Float] };
        yield return new("Split", 11, [F(5)], ("split", new long[] { 2, 3 })) { Outputs = [OnnxElementType.Float, OnnxElementType.Float] };
        yield return new("Expand", 13, [F(3, 1), L(2, 1, 4)]);
        yield return new("Expand", 13, [F(3, 4), L(1, 4)]);
        yield return new("Expand", 13, [F(1), L(0, 2)]);
        yield return new("Tile", 13, [F(2, 3), L(2, 3)]);
        yield return new("Tile", 13, [F(2, 3), L(0, 1)]);
        yield return new("ConstantOfShape", 9, [L(2, 3)]);
        yield return new("ConstantOfShape", 9, [L(2, 0)], ("value", OnnxTensor.Of<long>("", [7], 1))) { Outputs = [OnnxElementType.Int64] };
        yield return new("ConstantOfShape", 9, [L()], ("value", OnnxTensor.Of<bool>("", [true], 1))) { Outputs = [OnnxElementType.Bool] };
        yield return new("Constant", 13, [], ("value_floats", new[] { 1.5f, -2 }));
        yield return new("Constant", 13, [], ("value_float", 2.5f));
        yield return new("Constant", 13, [], ("value_int", 3L)) { Outputs = [OnnxElementType.Int64] };
        yield return new("Constant", 13, [], ("value_ints", new long[] { 3, 4 })) { Outputs = [OnnxElementType.Int64] };
        yield return new("Constant", 13, [], ("value", OnnxTensor.Of<float>("", [1, 2, 3, 4], 2, 2)));
        foreach (var (from, to, by) in new[] { (0L, 5L, 1L), (5, 0, -2), (3, 3, 1), (2, 9, 3) })
            yield return new("Range", 11, [S(from), S(to), S(by)]) { Outputs = [OnnxElementType.Int64] };
        yield return new("Range", 11, [S(0f), S(1f), S(0.3f)]);
        foreach (long shift in new[] { 0L, 1, -1, 9 })
            foreach (long upper in new[] { 0L, 1 })
                yield return new("Trilu", 14, [F(2, 3, 4), S(shift)], ("upper", upper));
    }

    private static IEnumerable<OperatorCase> Reductions()
    {
        foreach (string op in new[] { "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp" })
            foreach (long[] axes in new[] { new long[] { -1 }, [0], [1, -1], [0, 2], [0, 1, 2] })
                foreach (long keep in new[] { 0L, 1 })
                {
                    yield return new(op, 18, [P(3, 4, 5), L(axes)], ("keepdims", keep)) { Within = 1e-5f };
                    yield return op == "ReduceSum"
                        ? new(op, 13, [P(3, 4, 5), L(axes)], ("keepdims", keep)) { Within = 1e-5f }
                        : new(op, 11, [P(3, 4, 5)], ("axes", axes), ("keepdims", keep)) { Within = 1e-5f };
                }
        yield return new("ReduceSum", 13, [F(3, 4)], ("keepdims", 0L)) { Within = 1e-5f };
        yield return new("ReduceSum", 13, [F(3, 4), L()], ("noop_with_empty_axes", 1L));
        yield return new("ReduceSum", 13, [I(3, 4), L(0)]) { Outputs = [OnnxElementType.Int64] };
        yield return new("ReduceSum", 13, [F(3, 0), L(1)]);
        yield return new("ReduceMax", 18, [I(3, 4), L(1)]) { Outputs = [OnnxElementType.Int64] };
        yield return new("ReduceMin", 18, [I(3, 4), L(0)]) { Outputs = [OnnxElementType.Int64] };
        yield return new("ReduceMean", 18, [F(3, 4)]) { Within = 1e-5f };
    }

    private static IEnumerable<OperatorCase> Products()
    {
        foreach (var (a, b) in new (int[], int[])[]
            { ([3, 4], [4, 5]), ([2, 3, 4], [4, 5]), ([2, 3, 4], [2, 4, 5]), ([2, 1, 3, 4], [5, 4, 6]), ([4], [4, 5]), ([3, 4], [4]), ([4], [4]), ([2, 3, 4], [4]), ([4], [2, 4, 3]), ([0, 4], [4, 5]), ([3, 0], [0, 5]), ([1, 17], [17, 33]), ([6, 9, 65], [65, 70]) })
            yield return new("MatMul", 13, [F(a), F(b)]) { Within = 1e-5f };
        foreach (var (ta, tb) in new[] { (0L, 0L), (0, 1), (1, 0), (1, 1) })
            foreach (int[]? c in new[] { null, new[] { 5 }, [3, 1], [3, 5], [] })
                yield return new("Gemm", 13, [ta == 0 ? F(3, 4) : F(4, 3), tb == 0 ? F(4, 5) : F(5, 4), c is null ? null : F(c)], ("transA", ta), ("transB", tb), ("alpha", 0.5f), ("beta", 1.5f)) { Within = 1e-5f };
        yield return new("Gemm", 11, [F(3, 4), F(4, 5), F(5)]) { Within = 1e-5f };
        yield return new("LayerNormalization", 17, [F(2, 3, 8), P(8), F(8)], ("axis", -1L), ("epsilon", 1e-5f)) { Within = 1e-5f };
        yield return new("LayerNormalization", 17, [F(2, 3, 8), P(3, 8)], ("axis", 1L)) { Within = 1e-5f };
        yield return new("LayerNormalization", 17, [F(2, 19), P(19), F(19)]) { Within = 1e-5f, Outputs = [OnnxElementType.Float, OnnxElementType.Float, OnnxElementType.Float] };
        yield return new("SimplifiedLayerNormalization", 17, [F(2, 3, 8), P(8)], ("axis", -1L), ("epsilon", 1e-6f)) { Within = 1e-5f };
    }

    private static IEnumerable<OperatorCase> Quantized()
    {
        // Weights of 7 bits: with 8, ONNX Runtime's sums of pairs saturate on processors without VNNI.
        foreach (int[] s in new[] { new[] { 4 }, [3, 5], [2, 3, 8] })
        {
            yield return new("DynamicQuantizeLinear", 11, [F(s)]) { Outputs = [OnnxElementType.UInt8, OnnxElementType.Float, OnnxElementType.UInt8] };
            yield return new("DynamicQuantizeLinear", 11, [P(s)]) { Outputs = [OnnxElementType.UInt8, OnnxElementType.Float, OnnxElementType.UInt8] };
            yield return new("QuantizeLinear", 13, [F(s), S(0.02f), new(OnnxElementType.UInt8, OnnxValue.Of(new long[] { 128 }))]) { Outputs = [OnnxElementType.UInt8] };
            yield return new("QuantizeLinear", 13, [F(s), S(0.02f), new(OnnxElementType.Int8, OnnxValue.Of(new long[] { -3 }))]) { Outputs = [OnnxElementType.Int8] };
            yield return new("DequantizeLinear", 13, [Whole(OnnxElementType.UInt8, 0, 256, s), S(0.02f), new(OnnxElementType.UInt8, OnnxValue.Of(new long[] { 128 }))]);
            yield return new("MatMulInteger", 10, [Whole(OnnxElementType.UInt8, 0, 256, s), Whole(OnnxElementType.Int8, -64, 64, [s[^1], 7]), new(OnnxElementType.UInt8, OnnxValue.Of(new long[] { 100 })), new(OnnxElementType.Int8, OnnxValue.Of(new long[] { 3 }))]) { Outputs = [OnnxElementType.Int32] };
        }
        yield return new("DequantizeLinear", 13, [Whole(OnnxElementType.Int8, -128, 128, [3, 4]), P(4), new(OnnxElementType.Int8, OnnxValue.Of(new long[4], 4))], ("axis", 1L));
        yield return new("DequantizeLinear", 13, [Whole(OnnxElementType.Int8, -128, 128, [3, 4]), P(3)], ("axis", 0L));
        yield return new("QuantizeLinear", 13, [F(3, 4), P(3), new(OnnxElementType.Int8, OnnxValue.Of(new long[3], 3))], ("axis", -2L)) { Outputs = [OnnxElementType.Int8] };
        yield return new("MatMulInteger", 10, [Whole(OnnxElementType.UInt8, 0, 256, [3, 6]), Whole(OnnxElementType.UInt8, 0, 128, [6, 5])]) { Outputs = [OnnxElementType.Int32] };
    }
}
