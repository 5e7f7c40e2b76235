using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Onnx.Managed.Ops;

namespace Recsys.MLNet.Onnx.Managed;

/// <summary>Every operator that managed code runs, with the operator sets it follows. A new one is a file and a line here.</summary>
internal static class OperationCatalog
{
    /// <summary>The newest standard operator set whose rules these operators follow.</summary>
    public const int NewestSet = 22;

    private static readonly Dictionary<(string Domain, string Name), Entry> Entries = [];

    static OperationCatalog()
    {
        Arithmetic();
        Functions();
        Shaping();
        Products();
        Fusion.FusedOperations.Register((name, make) => Entries.Add((PlanNode.Fused, name), new(1, make)));
    }

    /// <summary>The operators that files may use, in order.</summary>
    public static IEnumerable<(string Domain, string Name, int Since)> Public() =>
        Entries.Where(entry => entry.Key.Domain != PlanNode.Fused).Select(entry => (entry.Key.Domain, entry.Key.Name, entry.Value.Since)).Order();

    /// <summary>Why managed code cannot run the node, or null when it can.</summary>
    public static string? Problem(string domain, string name, int version) =>
        !Entries.TryGetValue((domain, name), out var entry)
            ? $"managed code has no operator {(domain.Length > 0 ? domain + "." : "")}{name}"
            : domain.Length == 0 && version < entry.Since
                ? $"managed code knows {name} from operator set {entry.Since} on, the model is written for {version}"
                : domain.Length == 0 && version > NewestSet ? $"managed code follows operator sets up to {NewestSet}, the model is written for {version}" : null;

    public static Operation Create(NodeBuild node) => Entries[(node.Node.Domain, node.Node.Operator)].Make(node);

    private sealed record Entry(int Since, Func<NodeBuild, Operation> Make);

    private static void Add(string name, int since, Func<NodeBuild, Operation> make) => Entries.Add(("", name), new(since, make));

    private static void Arithmetic()
    {
        Add("Add", 7, _ => new BinaryOperation<AddOf<float>, AddOf<long>>());
        Add("Sub", 7, _ => new BinaryOperation<SubtractOf<float>, SubtractOf<long>>());
        Add("Mul", 7, _ => new BinaryOperation<MultiplyOf<float>, MultiplyOf<long>>());
        Add("Div", 7, _ => new BinaryOperation<DivideOf<float>, DivideOf<long>>());
        Add("Mod", 10, node => node.Int("fmod", 0) != 0
            ? new BinaryOperation<RemainderOf<float>, RemainderOf<long>>() : new BinaryOperation<RemainderOf<float>, FloorRemainderOf>());
        Add("Pow", 7, _ => new PowOperation());
        Add("Min", 8, _ => new VariadicOperation<MinOf<float>, MinOf<long>>());
        Add("Max", 8, _ => new VariadicOperation<MaxOf<float>, MaxOf<long>>());
        Add("Sum", 8, _ => new VariadicOperation<AddOf<float>, AddOf<long>>());
        Add("Mean", 8, _ => new VariadicOperation<AddOf<float>, AddOf<long>>(mean: true));
        Add("Equal", 7, _ => new CompareOperation<EqualOf<float>, EqualOf<long>>());
        Add("Less", 7, _ => new CompareOperation<LessOf<float>, LessOf<long>>());
        Add("LessOrEqual", 12, _ => new CompareOperation<LessOrEqualOf<float>, LessOrEqualOf<long>>());
        Add("Greater", 7, _ => new CompareOperation<GreaterOf<float>, GreaterOf<long>>());
        Add("GreaterOrEqual", 12, _ => new CompareOperation<GreaterOrEqualOf<float>, GreaterOrEqualOf<long>>());
        Add("And", 7, _ => new CompareOperation<EqualOf<float>, AndOf>());
        Add("Or", 7, _ => new CompareOperation<EqualOf<float>, OrOf>());
        Add("Xor", 7, _ => new CompareOperation<EqualOf<float>, XorOf>());
        Add("Where", 9, _ => new WhereOperation());
    }

    private static void Functions()
    {
        Add("Not", 1, _ => new UnaryOperation((from, to) => from.CopyTo(to), UnaryLoops.Not));
        Add("Neg", 6, _ => new UnaryOperation(TensorPrimitives.Negate, TensorPrimitives.Negate));
        Add("Abs", 6, _ => new UnaryOperation(TensorPrimitives.Abs, TensorPrimitives.Abs));
        Add("Sqrt", 6, _ => new UnaryOperation(TensorPrimitives.Sqrt));
        Add("Exp", 6, _ => new UnaryOperation(VectorMath.Exp));
        Add("Log", 6, _ => new UnaryOperation(TensorPrimitives.Log));
        Add("Sin", 7, _ => new UnaryOperation(TensorPrimitives.Sin));
        Add("Cos", 7, _ => new UnaryOperation(TensorPrimitives.Cos));
        Add("Tanh", 6, _ => new UnaryOperation(VectorMath.Tanh));
        Add("Sigmoid", 6, _ => new UnaryOperation(VectorMath.Sigmoid));
        Add("Reciprocal", 6, _ => new UnaryOperation(TensorPrimitives.Reciprocal));
        Add("Floor", 6, _ => new UnaryOperation(TensorPrimitives.Floor));
        Add("Ceil", 6, _ => new UnaryOperation(TensorPrimitives.Ceiling));
        Add("Round", 11, _ => new UnaryOperation(TensorPrimitives.Round));
        Add("Sign", 9, _ => UnaryLoops.Each(x => x > 0 ? 1 : x < 0 ? -1 : x));
        Add("Relu", 6, _ => new UnaryOperation(VectorMath.Relu));
        Add("Erf", 9, _ => new UnaryOperation(VectorMath.Erf));
        Add("Gelu", 20, node => new UnaryOperation(node.Text("approximate", "none") == "tanh" ? VectorMath.GeluTanh : VectorMath.Gelu));
        Add("Softplus", 1, _ => UnaryLoops.Each(UnaryLoops.Softplus));
        Add("LeakyRelu", 6, node => UnaryLoops.Leaky(node.Float("alpha", 0.01f)));
        Add("Elu", 6, node => UnaryLoops.Elu(node.Float("alpha", 1)));
        Add("HardSigmoid", 6, node => UnaryLoops.HardSigmoid(node.Float("alpha", 0.2f), node.Float("beta", 0.5f)));
        Add("Clip", 6, node => new ClipOperation(node.Float("min", float.NegativeInfinity), node.Float("max", float.PositiveInfinity)));
        Add("Cast", 6, node => new CastOperation((OnnxElementType)node.Int("to", 0)));
        Add("CastLike", 15, _ => new CastOperation(null));
        Add("Softmax", 1, node => new SoftmaxOperation(node.Int("axis", node.Version < 13 ? 1 : -1), flatten: node.Version < 13, log: false));
        Add("LogSoftmax", 1, node => new SoftmaxOperation(node.Int("axis", node.Version < 13 ? 1 : -1), flatten: node.Version < 13, log: true));
        Add("CumSum", 11, node => new CumSumOperation(node.Int("exclusive", 0) != 0, node.Int("reverse", 0) != 0));
        Add("ArgMax", 1, node => new ArgOperation(true, node.Int("axis", 0), node.Int("keepdims", 1) != 0, node.Int("select_last_index", 0) != 0));
        Add("ArgMin", 1, node => new ArgOperation(false, node.Int("axis", 0), node.Int("keepdims", 1) != 0, node.Int("select_last_index", 0) != 0));
        Reduce("ReduceMean", Reduction.Mean);
        Reduce("ReduceSum", Reduction.Sum);
        Reduce("ReduceMax", Reduction.Max);
        Reduce("ReduceMin", Reduction.Min);
        Reduce("ReduceProd", Reduction.Product);
        Reduce("ReduceL1", Reduction.L1);
        Reduce("ReduceL2", Reduction.L2);
        Reduce("ReduceSumSquare", Reduction.SumOfSquares);
        Reduce("ReduceLogSum", Reduction.LogSum);
        Reduce("ReduceLogSumExp", Reduction.LogSumExp);
    }

    private static void Shaping()
    {
        Add("Constant", 1, ConstantOf);
        Add("ConstantOfShape", 9, node => new ConstantOfShapeOperation(node.Node.Attributes.TryGetValue("value", out var value) && value.Tensor is { Count: > 0 } tensor ? new PlanConstant(tensor).Load() : null));
        Add("Identity", 1, _ => new IdentityOperation());
        Add("Dropout", 7, _ => new IdentityOperation());
        Add("Shape", 1, node => new ShapeOperation(node.Int("start", 0), node.Int("end", long.MaxValue)));
        Add("Size", 1, _ => new SizeOperation());
        Add("Reshape", 5, node => new ReshapeOperation(node.Int("allowzero", 0) != 0));
        Add("Flatten", 1, node => new FlattenOperation(node.Int("axis", 1)));
        Add("Squeeze", 1, node => new SqueezeOperation(node.Ints("axes")));
        Add("Unsqueeze", 1, node => new UnsqueezeOperation(node.Ints("axes")));
        Add("Transpose", 1, node => new TransposeOperation(node.Ints("perm")));
        Add("Slice", 1, node => new SliceOperation(node.Ints("starts"), node.Ints("ends"), node.Ints("axes")));
        Add("Gather", 1, node => new GatherOperation(node.Int("axis", 0)));
        Add("GatherElements", 11, node => new GatherElementsOperation(node.Int("axis", 0)));
        Add("ScatterND", 11, node => node.Text("reduction", "none") == "none" ? new ScatterNdOperation() : throw new NotSupportedException($"{node.Node.Description}: managed code has no ScatterND with a reduction; use ONNX Runtime."));
        Add("Concat", 4, node => new ConcatOperation(node.Int("axis", 0)));
        Add("Split", 2, node => new SplitOperation(node.Int("axis", 0), node.Ints("split")));
        Add("Expand", 8, _ => new ExpandOperation());
        Add("Tile", 6, _ => new TileOperation());
        Add("Range", 11, _ => new RangeOperation());
        Add("Trilu", 14, node => new TriluOperation(node.Int("upper", 1) != 0));
    }

    private static void Products()
    {
        Add("MatMul", 1, MatMulOperation.Of);
        Add("Gemm", 7, GemmOperation.Of);
        Add("LayerNormalization", 17, node => new LayerNormalizationOperation(node.Int("axis", -1), node.Float("epsilon", 1e-5f)));
        Add("RMSNormalization", 1, node => new RmsNormalizationOperation(node.Int("axis", -1), node.Float("epsilon", 1e-5f)));
        // ONNX Runtime's optimiser and exporters write this one under the standard domain.
        Add("SimplifiedLayerNormalization", 1, node => new RmsNormalizationOperation(node.Int("axis", -1), node.Float("epsilon", 1e-5f)));
        Add("DynamicQuantizeLinear", 11, _ => new DynamicQuantizeOperation());
        Add("QuantizeLinear", 10, node => new QuantizeOperation(node.Int("axis", 1)));
        Add("DequantizeLinear", 10, node => new DequantizeOperation(node.Int("axis", 1)));
        Add("MatMulInteger", 10, _ => new MatMulIntegerOperation());
    }

    private static void Reduce(string name, Reduction kind) => Add(name, 1, node =>
        new ReduceOperation(kind, node.Ints("axes"), node.Int("keepdims", 1) != 0, node.Int("noop_with_empty_axes", 0) != 0));

    private static Operation ConstantOf(NodeBuild node)
    {
        var attributes = node.Node.Attributes;
        if (attributes.TryGetValue("value_float", out var value))
            return new ConstantOperation([value.Float], null, scalar: true);
        if (attributes.TryGetValue("value_floats", out value))
            return new ConstantOperation([.. value.Floats], null, scalar: false);
        if (attributes.TryGetValue("value_int", out value))
            return new ConstantOperation(null, [value.Int], scalar: true);
        if (attributes.TryGetValue("value_ints", out value))
            return new ConstantOperation(null, [.. value.Ints], scalar: false);
        throw new NotSupportedException($"{node.Node.Description} holds neither numbers nor a dense tensor of numbers; managed code cannot run it.");
    }
}
