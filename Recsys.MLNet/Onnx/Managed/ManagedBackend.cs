using System.Collections.Concurrent;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Onnx.Managed;

/// <summary>Runs models in managed code: a plan made once, a frame for each run under way.</summary>
internal sealed class ManagedBackend : IOnnxBackend
{
    private readonly Managed.Plan _plan;
    private readonly int _threads;
    private readonly bool _parts;
    private readonly ConcurrentBag<Frame> _frames = [];
    private readonly ConcurrentBag<Arena> _results = [];

    public ManagedBackend(OnnxModel model, OnnxSessionOptions options)
    {
        try
        {
            var graph = PlanGraph.Of(model, options.Outputs);
            if (Problem(graph) is { } problem)
                throw new NotSupportedException($"{problem}. Put ONNX Runtime's native library where it is found (see OnnxSessionOptions.RuntimeLibrary), or export the model with operators of docs/onnx.md.");
            ConstantFolding.Apply(graph);
            if (options.Fuse)
                Fusion.Fusions.Apply(graph);
            _plan = Managed.Plan.Of(graph, options.Weights);
            _parts = options.Fuse && BatchAnalysis.TreatsItemsApart(graph);
            (Inputs, Outputs) = (graph.Inputs, graph.Outputs);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or InvalidDataException or OverflowException or InvalidOperationException)
        {
            throw new ModelFormatException($"The model cannot be planned: {e.Message} The file is damaged, or uses an operator in a way that operator set {model.OperatorSet} does not know.", e);
        }
        _threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
    }

    public IReadOnlyList<OnnxPort> Inputs { get; }

    public IReadOnlyList<OnnxPort> Outputs { get; }

    public IReadOnlyList<string> Plan => [.. _plan.Steps.Select(step => step.Description)];

    /// <summary>The first node that managed code cannot run, and why; null when it can run all.</summary>
    public static string? Problem(OnnxModel model, OnnxSessionOptions options) => Problem(PlanGraph.Of(model, options.Outputs));

    public OnnxResult Run(ReadOnlySpan<OnnxValue> inputs, CancellationToken cancellation)
    {
        int items = _parts ? BatchParts.Items(inputs) : 0;
        if (items > 0)
        {
            try
            {
                if (RunParts(inputs.ToArray(), items, cancellation) is { } parted)
                    return parted;
            }
            catch (InvalidDataException)
            {
                // A constant made for exactly this batch size fits no part of it; as a whole the run may succeed, or say better why not.
            }
        }
        var frame = Start(inputs, 0, -1, _threads, cancellation);
        var values = new OnnxValue[_plan.Outputs.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = Value(frame[_plan.Outputs[i]]);
        return new(Outputs, values, () => GiveBack(frame));
    }

    public void Dispose()
    {
        _frames.Clear();
        _results.Clear();
    }

    /// <summary>Runs the parts, on several threads if the session has them; null where their results do not fit together.</summary>
    private OnnxResult? RunParts(OnnxValue[] inputs, int items, CancellationToken cancellation)
    {
        int batch = inputs[0].Shape[0], parts = (batch + items - 1) / items;
        if (!_results.TryTake(out var arena))
            arena = new();
        var first = Start(inputs, 0, items, _threads, cancellation);
        var outputs = new PartedOutput[_plan.Outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
            outputs[i] = new(first[_plan.Outputs[i]], batch, items, arena);
        bool fits = true;
        for (int i = 0; i < outputs.Length; i++)
            fits &= outputs[i].Take(first[_plan.Outputs[i]], 0, items);
        GiveBack(first);
        if (fits)
            WorkPool.For(parts - 1, _threads, part =>
            {
                int from = (part + 1) * items, count = Math.Min(items, batch - from);
                var frame = Start(inputs, from, count, 1, cancellation);
                for (int i = 0; i < outputs.Length; i++)
                    if (!outputs[i].Take(frame[_plan.Outputs[i]], from, count))
                        Volatile.Write(ref fits, false);
                GiveBack(frame);
            }, cancellation);
        void Release()
        {
            foreach (var output in outputs)
                output.Release(arena);
            arena.EndRun();
            _results.Add(arena);
        }
        if (fits)
            return new(Outputs, [.. outputs.Select(output => output.Value())], Release);
        Release();
        return null;
    }

    /// <summary>Runs the plan on some items of the inputs, or on all for a count of −1.</summary>
    private Frame Start(ReadOnlySpan<OnnxValue> inputs, int from, int count, int threads, CancellationToken cancellation)
    {
        if (!_frames.TryTake(out var frame))
            frame = new(_plan);
        frame.Threads = threads;
        try
        {
            for (int i = 0; i < inputs.Length; i++)
                Feed(frame, _plan.Inputs[i], Inputs[i], inputs[i], from, count);
            frame.Run(cancellation);
            return frame;
        }
        catch
        {
            GiveBack(frame);
            throw;
        }
    }

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

    private static void Feed(Frame frame, int place, OnnxPort port, OnnxValue value, int from, int count)
    {
        Span<int> shape = stackalloc int[value.Shape.Length];
        value.Shape.CopyTo(shape);
        int start = 0, length = value.Count;
        if (count >= 0)
        {
            int item = value.Count / value.Shape[0];
            (start, length, shape[0]) = (from * item, count * item, count);
        }
        var storage = Tensor.StorageOf(port.Type);
        if (storage == Storage.Floats && OnnxValue.TryArray<float>(value.FloatMemory.Slice(start, length), out var floats))
        {
            frame[place].Set(port.Type, shape, Buffer.Foreign(floats.Array!), floats.Offset);
            return;
        }
        if (storage == Storage.Longs && OnnxValue.TryArray<long>(value.LongMemory.Slice(start, length), out var longs))
        {
            frame[place].Set(port.Type, shape, Buffer.Foreign(longs.Array!), longs.Offset);
            return;
        }
        frame[place].Set(port.Type, shape, frame.Rent(storage, length), 0);
        if (storage == Storage.Floats)
            value.Floats.Slice(start, length).CopyTo(frame[place].Floats);
        else if (storage == Storage.Longs)
            value.Longs.Slice(start, length).CopyTo(frame[place].Longs);
        else
            for (int i = 0; i < length; i++)
                frame[place].Bytes[i] = (byte)value.Longs[start + i];
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
