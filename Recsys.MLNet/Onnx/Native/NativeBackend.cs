using System.Buffers;
using System.Text;

namespace Recsys.MLNet.Onnx.Native;

/// <summary>Runs models on ONNX Runtime.</summary>
internal sealed unsafe class NativeBackend : IOnnxBackend
{
    private readonly NativeSession _session;
    private readonly byte[][] _inputNames;
    private readonly byte[][] _outputNames;

    private NativeBackend(NativeSession session, IReadOnlyList<string>? wanted)
    {
        _session = session;
        Inputs = NativePorts.Inputs(session);
        var outputs = NativePorts.Outputs(session);
        Outputs = wanted is null ? outputs : [.. wanted.Select(name => outputs.FirstOrDefault(port => port.Name == name)
            ?? throw new ArgumentException($"The model has no output '{name}'; it has {string.Join(", ", outputs.Select(port => port.Name))}."))];
        _inputNames = [.. Inputs.Select(port => Pinned(port.Name))];
        _outputNames = [.. Outputs.Select(port => Pinned(port.Name))];
    }

    public IReadOnlyList<OnnxPort> Inputs { get; }

    public IReadOnlyList<OnnxPort> Outputs { get; }

    public IReadOnlyList<string> Plan => [];

    public static NativeBackend Open(ModelBytes model, OnnxSessionOptions options, out string? withoutCuda)
    {
        var runtime = NativeRuntime.Find(options.RuntimeLibrary, out string missing)
            ?? throw new NotSupportedException($"ONNX Runtime was not found: {missing}. Install its native library and set {NativeProbing.Variable} to its path, or use the managed backend.");
        try
        {
            return new(NativeSession.Open(runtime, model, options, out withoutCuda), options.Outputs);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelFormatException($"ONNX Runtime {runtime.Version} cannot open {model.Path ?? "the model"}: {e.Message}", e);
        }
    }

    public OnnxResult Run(ReadOnlySpan<OnnxValue> inputs, CancellationToken cancellation)
    {
        var runtime = _session.Runtime;
        var pins = new MemoryHandle[inputs.Length];
        nint* fed = stackalloc nint[inputs.Length], made = stackalloc nint[Outputs.Count], names = stackalloc nint[inputs.Length], wanted = stackalloc nint[Outputs.Count];
        new Span<nint>(fed, inputs.Length).Clear();
        new Span<nint>(made, Outputs.Count).Clear();
        nint created;
        runtime.Check(((delegate* unmanaged<nint*, nint>)runtime[NativeFunction.CreateRunOptions])(&created));
        nint settings = created;
        bool held = false;
        try
        {
            _session.DangerousAddRef(ref held);
            for (int i = 0; i < inputs.Length; i++)
            {
                fed[i] = Feed(runtime, Inputs[i].Type, inputs[i], ref pins[i]);
                names[i] = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _inputNames[i][0]);
            }
            for (int i = 0; i < Outputs.Count; i++)
                wanted[i] = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _outputNames[i][0]);
            using (cancellation.Register(() => ((delegate* unmanaged<nint, nint>)runtime[NativeFunction.RunOptionsSetTerminate])(settings)))
                runtime.Check(((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)runtime[NativeFunction.Run])(
                    _session.DangerousGetHandle(), settings, names, fed, (nuint)inputs.Length, wanted, (nuint)Outputs.Count, made));
            return Result(made);
        }
        catch (OnnxRuntimeException e)
        {
            for (int i = 0; i < Outputs.Count; i++)
                runtime.Release(NativeFunction.ReleaseValue, made[i]);
            cancellation.ThrowIfCancellationRequested();
            throw new InvalidDataException($"ONNX Runtime could not run the model: {e.Message}", e);
        }
        finally
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                runtime.Release(NativeFunction.ReleaseValue, fed[i]);
                pins[i].Dispose();
            }
            runtime.Release(NativeFunction.ReleaseRunOptions, settings);
            if (held)
                _session.DangerousRelease();
        }
    }

    public void Dispose() => _session.Dispose();

    private OnnxResult Result(nint* made)
    {
        var owners = new NativeValue[Outputs.Count];
        for (int i = 0; i < owners.Length; i++)
            owners[i] = new(_session, made[i]);
        return new(Outputs, [.. owners.Select(owner => owner.Read())], () =>
        {
            foreach (var owner in owners)
                owner.Dispose();
        });
    }

    private static nint Feed(NativeRuntime runtime, OnnxElementType type, OnnxValue value, ref MemoryHandle pin)
    {
        long bytes = (long)value.Count * Format.TensorShape.BytesOf(type, "input");
        pin = type == OnnxElementType.Float ? value.FloatMemory.Pin()
            : type == OnnxElementType.Int64 ? value.LongMemory.Pin()
            : NativeConversion.Write(type, value).AsMemory().Pin();
        var shape = value.Shape;
        long* dims = stackalloc long[shape.Length + 1];
        for (int i = 0; i < shape.Length; i++)
            dims[i] = shape[i];
        long nothing = 0;
        nint made;
        runtime.Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)runtime[NativeFunction.CreateTensorWithDataAsOrtValue])(
            runtime.CpuMemory, pin.Pointer == null ? &nothing : pin.Pointer, (nuint)bytes, dims, (nuint)shape.Length, (int)type, &made));
        return made;
    }

    private static byte[] Pinned(string name)
    {
        var bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(name) + 1, pinned: true);
        Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }
}
