using Recsys.MLNet.Onnx.Managed.Fusion;

namespace Recsys.MLNet.Onnx.Managed;

/// <summary>Whether a graph treats the items of a batch apart, so that a large batch may be run in parts that fit the caches.</summary>
/// <remarks>
/// Each value is tagged by what it has to do with the batch, from the inputs on; an operator that could mix items, or that is not
/// known here, ends the proof. Ranks are followed too, since broadcasting and negative axes need them.
/// </remarks>
internal sealed class BatchAnalysis
{
    private static readonly Value Mixed = new(BatchTag.Mixed, null, null);
    private readonly PlanGraph _graph;
    private readonly Dictionary<string, Value> _values = [];

    private BatchAnalysis(PlanGraph graph) => _graph = graph;

    /// <summary>True when every output has one part for each item, made from that item's part of the inputs alone.</summary>
    public static bool TreatsItemsApart(PlanGraph graph)
    {
        string? batch = graph.Inputs.FirstOrDefault()?.Shape is [{ Name: { } name }, ..] ? name : null;
        if (batch is null || graph.Inputs.Any(port => port.Shape is not [var first, ..] || first.Name != batch))
            return false;
        var analysis = new BatchAnalysis(graph);
        foreach (var port in graph.Inputs)
            analysis._values[port.Name] = new(BatchTag.Rows, port.Shape!.Count, null);
        foreach (var node in graph.Nodes)
        {
            var made = analysis.Of(node);
            foreach (string output in node.Outputs)
                analysis._values[output] = made;
        }
        return graph.Outputs.All(port => analysis.At(port.Name).Tag == BatchTag.Rows);
    }

    private readonly record struct Value(BatchTag Tag, int? Rank, int? Length)
    {
        public bool IsRows => Tag == BatchTag.Rows;

        public bool IsFree => Tag == BatchTag.Free;
    }

    private Value At(string name) =>
        _graph.Constant(name) is { } constant ? new(BatchTag.Free, constant.Dims.Length, constant.Dims.Length == 1 ? constant.Dims[0] : null)
        : _values.GetValueOrDefault(name, Mixed);

    private Value Of(PlanNode node)
    {
        Value[] inputs = [.. node.Inputs.Where(name => name.Length > 0).Select(At)];
        if (inputs.Length == 0 || inputs.Any(value => value.Tag == BatchTag.Mixed))
            return Mixed;
        var x = inputs[0];
        return node.Domain == PlanNode.Fused ? Fused(node, inputs) : node.Domain.Length > 0 ? Mixed : node.Operator switch
        {
            "Cast" or "Identity" or "Dropout" => x,
            "Neg" or "Abs" or "Sqrt" or "Exp" or "Log" or "Sin" or "Cos" or "Tanh" or "Sigmoid" or "Erf" or "Relu" or "Gelu" or "Reciprocal" or "Floor" or "Ceil" or "Round" or "Sign" or "Not" or "Softplus" or "LeakyRelu" or "Elu" or "HardSigmoid" or "Clip"
                => x.IsRows && inputs[1..].All(value => value.IsFree) ? x : AllFree(inputs, x.Rank),
            "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Mod" or "Min" or "Max" or "Sum" or "Mean" or "Equal" or "Less" or "LessOrEqual" or "Greater" or "GreaterOrEqual" or "And" or "Or" or "Xor" or "Where" => Elementwise(inputs),
            "Shape" => Shape(node, x),
            "Gather" => Gather(node, x, inputs[1]),
            "Unsqueeze" => Unsqueeze(node, x),
            "Squeeze" => Squeeze(node, x),
            "Concat" => Concat(node, inputs),
            "Slice" => Slice(node, x, inputs),
            "Reshape" => Reshape(node, x, inputs[1]),
            "Expand" => Expand(x, inputs[1]),
            "ConstantOfShape" => x.Tag == BatchTag.Sizes ? new(BatchTag.Rows, x.Length, null) : AllFree(inputs, x.Length),
            "Transpose" => x.IsRows ? node.Ints("perm") is [0, ..] ? x : Mixed : AllFree(inputs, x.Rank),
            "MatMul" => MatMul(x, inputs[1]),
            "Softmax" or "LogSoftmax" => x.IsRows ? Kept(x, [node.Int("axis", -1)], _graph.OperatorSet >= 13) : AllFree(inputs, x.Rank),
            "LayerNormalization" or "RMSNormalization" or "SimplifiedLayerNormalization" => x.IsRows && inputs[1..].All(value => value.IsFree) ? Kept(x, [node.Int("axis", -1)], true) : AllFree(inputs, x.Rank),
            "CumSum" => x.IsRows ? _graph.Longs(node.Inputs[1]) is { } axis ? Kept(x, axis, true) : Mixed : AllFree(inputs, x.Rank),
            "ReduceMean" or "ReduceSum" or "ReduceMax" or "ReduceMin" or "ReduceL1" or "ReduceL2" or "ReduceSumSquare" => Reduce(node, x),
            "Range" => AllFree(inputs, 1),
            _ => AllFree(inputs, null),
        };
    }

    private static Value AllFree(ReadOnlySpan<Value> inputs, int? rank)
    {
        foreach (var value in inputs)
            if (!value.IsFree)
                return Mixed;
        return new(BatchTag.Free, rank, null);
    }

    private static Value Elementwise(Value[] inputs)
    {
        if (inputs.All(value => value.IsFree))
            return new(BatchTag.Free, inputs.All(value => value.Rank is not null) ? inputs.Max(value => value.Rank) : null, null);
        if (inputs.Any(value => !value.IsFree && !value.IsRows) || inputs.Any(value => value.Rank is null))
            return Mixed;
        // Shapes align at their ends: the batch stays in front only if nothing reaches further to the front than it.
        int? rank = inputs.Max(value => value.Rank);
        return inputs.Where(value => value.IsRows).All(value => value.Rank == rank) ? new(BatchTag.Rows, rank, null) : Mixed;
    }

    private static Value Fused(PlanNode node, Value[] inputs)
    {
        var x = inputs[0];
        switch (node.Operator)
        {
            case "Activate":
                return x;
            case "Linear" or "Normalize" or "NormalizeRms":
                return x.IsRows && x.Rank >= 2 ? x : AllFree(inputs, x.Rank);
            case "AddNormalize":
                var sum = Elementwise(inputs[..2]);
                return !sum.IsRows || sum.Rank >= 2 ? sum : Mixed;
            case "Attend":
                bool whole = inputs[..3].All(value => value.IsRows) && (inputs.Length < 4 || inputs[3].IsFree || (inputs[3].IsRows && inputs[3].Rank == 4));
                return whole ? new(BatchTag.Rows, node.Int("out", 0) == (long)HeadLayout.Rows ? 3 : 4, null) : Mixed;
            default:
                return Mixed;
        }
    }

    private static Value Shape(PlanNode node, Value x) => node.Int("start", 0) != 0 || node.Attributes.ContainsKey("end") ? Mixed
        : x.IsRows ? new(BatchTag.Sizes, 1, x.Rank) : AllFree([x], 1) with { Length = x.Rank };

    private Value Gather(PlanNode node, Value x, Value index)
    {
        long axis = node.Int("axis", 0);
        if (x.Tag == BatchTag.Sizes)
            return _graph.Longs(node.Inputs[1]) is [var place] && place >= 0 && index.Rank == 0 ? place == 0 ? new(BatchTag.Size, 0, null) : new(BatchTag.Free, 0, null) : Mixed;
        int? rank = x.Rank - 1 + index.Rank;
        if (x.IsRows && index.IsFree)
            return Kept(x, [axis], true).IsRows ? new(BatchTag.Rows, rank, null) : Mixed;
        return x.IsFree && index.IsRows && axis == 0 ? new(BatchTag.Rows, rank, null) : AllFree([x, index], rank);
    }

    private Value Unsqueeze(PlanNode node, Value x)
    {
        if (Axes(node, 1) is not { } axes)
            return Mixed;
        if (x.Tag == BatchTag.Size)
            return axes is [0] ? new(BatchTag.Sizes, 1, 1) : Mixed;
        int? rank = x.Rank + axes.Length;
        return x.IsRows ? axes.All(axis => axis > 0 || (axis < 0 && rank + axis > 0)) ? new(BatchTag.Rows, rank, null) : Mixed
            : AllFree([x], rank) with { Length = x is { IsFree: true, Rank: 0 } ? 1 : null };
    }

    private Value Squeeze(PlanNode node, Value x)
    {
        if (!x.IsRows)
            return AllFree([x], null);
        return Axes(node, 1) is { } axes && Kept(x, axes, true).IsRows ? new(BatchTag.Rows, x.Rank - axes.Length, null) : Mixed;
    }

    private static Value Concat(PlanNode node, Value[] inputs)
    {
        int? length = inputs.All(value => value.Length is not null) ? inputs.Sum(value => value.Length) : null;
        if (inputs[0].Tag == BatchTag.Sizes)
            return inputs[1..].All(value => value.IsFree) ? new(BatchTag.Sizes, 1, length) : Mixed;
        if (inputs.All(value => value.IsRows))
            return Kept(inputs[0], [node.Int("axis", 0)], true);
        var made = AllFree(inputs, inputs[0].Rank);
        return made.IsFree ? made with { Length = length } : Mixed;
    }

    private Value Slice(PlanNode node, Value x, Value[] inputs)
    {
        if (!x.IsRows)
            return AllFree(inputs, x.Rank);
        long[]? axes = node.Ints("axes") is { } fixedAxes ? [.. fixedAxes.Select(axis => (long)axis)] : node.Inputs.Length > 3 ? _graph.Longs(node.Inputs[3]) : null;
        return axes is not null && inputs[1..].All(value => value.IsFree) ? Kept(x, axes, true) : Mixed;
    }

    private Value Reshape(PlanNode node, Value x, Value target)
    {
        if (x.IsFree && target.IsFree)
            return new(BatchTag.Free, target.Length, null);
        if (!x.IsRows)
            return Mixed;
        if (target.Tag == BatchTag.Sizes)
            return new(BatchTag.Rows, target.Length, null);
        return _graph.Longs(node.Inputs[1]) is [0, ..] && node.Int("allowzero", 0) == 0 ? new(BatchTag.Rows, target.Length, null) : Mixed;
    }

    private static Value Expand(Value x, Value target) =>
        target.Tag == BatchTag.Sizes && target.Length is not null && (x.IsFree || x.IsRows) && x.Rank is not null
            ? x.IsFree || x.Rank == target.Length ? new(BatchTag.Rows, target.Length, null) : Mixed
            : x.IsFree && target.IsFree ? new(BatchTag.Free, target.Length is { } length && x.Rank is { } rank ? Math.Max(length, rank) : null, null) : Mixed;

    private static Value MatMul(Value a, Value b)
    {
        if (a.IsFree && b.IsFree)
            return new(BatchTag.Free, null, null);
        if (a.Rank is null || b.Rank is null || !a.IsRows || a.Rank < 2)
            return Mixed;
        return b.IsRows ? a.Rank >= 3 && a.Rank == b.Rank ? a : Mixed : b.IsFree && b.Rank >= 2 && b.Rank <= a.Rank ? a : Mixed;
    }

    private Value Reduce(PlanNode node, Value x)
    {
        if (!x.IsRows)
            return AllFree([x], null);
        if (Axes(node, 1) is not { Length: > 0 } axes || !Kept(x, axes, true).IsRows)
            return Mixed;
        return new(BatchTag.Rows, node.Int("keepdims", 1) != 0 ? x.Rank : x.Rank - axes.Length, null);
    }

    private long[]? Axes(PlanNode node, int input) =>
        node.Ints("axes") is { } axes ? [.. axes.Select(axis => (long)axis)] : node.Inputs.Length > input ? _graph.Longs(node.Inputs[input]) : null;

    /// <summary>x, if none of the axes is its first.</summary>
    private static Value Kept(Value x, long[] axes, bool known) =>
        known && x.Rank is { } rank && axes.All(axis => axis > 0 || (axis < 0 && rank + axis > 0)) ? x : Mixed;
}
