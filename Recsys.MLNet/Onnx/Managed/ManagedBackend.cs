using System.Collections.Concurrent;

namespace Recsys.MLNet.Onnx.Managed;

/// <summary>Runs models in managed code: a plan made once, a frame for each run under way.</summary>
internal sealed class ManagedBackend : IOnnxBackend
{
    private readonly Managed.Plan _plan;
    private readonly int _threads;
    private readonly ConcurrentBag<Frame> _frames = [];

    public ManagedBackend(OnnxModel model, OnnxSessionOptions options)
    {
        var graph = PlanGraph.Of(model, options.Outputs);
        if (Problem(graph) is { } problem)
            throw new NotSupportedException($"{problem}. Put ONNX Runtime's native library where it is found (see OnnxSessionOptions.RuntimeLibrary), or export the model with operators of docs/onnx.md.");
        ConstantFolding.Apply(graph);
        if (options.Fuse)
            Fusion.Fusions.Apply(graph);
        _plan = Managed.Plan.Of(graph, options.Weights);
        _threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        (Inputs, Outputs) = (graph.Inputs, graph.Outputs);
    }

    public IReadOnlyList<OnnxPort> Inputs { get; }

    public IReadOnlyList<OnnxPort> Outputs { get; }

    public IReadOnlyList<string> Plan => [.. _plan.Steps.Select(step => step.Description)];

    /// <summary>The first node that managed code cannot run, and why; null when it can run all.</summary>
    public static string? Problem(OnnxModel model, OnnxSessionOptions options) => Problem(PlanGraph.Of(model, options.Outputs));

    public OnnxResult Run(ReadOnlySpan<OnnxValue> inputs, CancellationToken cancellation)
    {
        if (!_frames.TryTake(out var frame))
            frame = new(_plan, _threads);
        try
        {
            for (int i = 0; i < inputs.Length; i++)
                if (_plan.Inputs[i] is >= 0 and var place)
                    Feed(frame, place, Inputs[i], inputs[i]);
            frame.Run(cancellation);
            var values = new OnnxValue[_plan.Outputs.Length];
            for (int i = 0; i < values.Length; i++)
                values[i] = Value(frame[_plan.Outputs[i]]);
            return new(Outputs, values, () => GiveBack(frame));
        }
        catch
        {
            GiveBack(frame);
            throw;
        }
    }

    public void Dispose() => _frames.Clear();

    private void GiveBack(Frame frame)
    {
        frame.Clear();
        _frames.Add(frame);
    }

    private static string? Problem(PlanGraph graph)
    {
        foreach (var node in graph.Nodes)
        {
            int version = node.Domain.Length == 0 ? graph.OperatorSet : (int)Math.Min(int.MaxValue, graph.OperatorSets.GetValueOrDefault(node.Domain));
            if (OperationCatalog.Problem(node.Domain, node.Operator, version) is { } problem)
                return $"{node.Description} (operator set {version}): {problem}";
        }
        return null;
    }

    private static void Feed(Frame frame, int place, OnnxPort port, OnnxValue value)
    {
        var storage = Tensor.StorageOf(port.Type);
        if (storage == Storage.Floats && OnnxValue.TryArray<float>(value.FloatMemory, out var floats) && floats.Count == value.Count)
        {
            frame[place].Set(port.Type, value.Shape, Buffer.Foreign(floats.Array!), floats.Offset);
            return;
        }
        if (storage == Storage.Longs && OnnxValue.TryArray<long>(value.LongMemory, out var longs) && longs.Count == value.Count)
        {
            frame[place].Set(port.Type, value.Shape, Buffer.Foreign(longs.Array!), longs.Offset);
            return;
        }
        var buffer = frame.Rent(storage, value.Count);
        frame[place].Set(port.Type, value.Shape, buffer, 0);
        if (storage == Storage.Floats)
            value.Floats.CopyTo(frame[place].Floats);
        else if (storage == Storage.Longs)
            value.Longs.CopyTo(frame[place].Longs);
        else
            for (int i = 0; i < value.Count; i++)
                frame[place].Bytes[i] = (byte)value.Longs[i];
    }

    private static OnnxValue Value(Tensor tensor)
    {
        int[] shape = tensor.Dims.ToArray();
        switch (tensor.Storage)
        {
            case Storage.Floats:
                return OnnxValue.Made(tensor.Type, shape, tensor.Memory.Floats.AsMemory(tensor.Offset, tensor.Count), default);
            case Storage.Longs:
                return OnnxValue.Made(tensor.Type, shape, default, tensor.Memory.Longs.AsMemory(tensor.Offset, tensor.Count));
            default:
                var wide = new long[tensor.Count];
                for (int i = 0; i < wide.Length; i++)
                    wide[i] = tensor.Type == OnnxElementType.Int8 ? (sbyte)tensor.Bytes[i] : tensor.Bytes[i];
                return OnnxValue.Made(tensor.Type, shape, default, wide);
        }
    }
}
