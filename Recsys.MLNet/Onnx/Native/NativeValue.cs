using System.Buffers;
using System.Runtime.InteropServices;

namespace Recsys.MLNet.Onnx.Native;

/// <summary>A tensor that ONNX Runtime made. Keeps its session alive, whose allocator owns the memory.</summary>
internal sealed unsafe class NativeValue : SafeHandle
{
    private readonly NativeSession _session;

    public NativeValue(NativeSession session, nint value) : base(0, ownsHandle: true)
    {
        bool held = false;
        session.DangerousAddRef(ref held);
        _session = session;
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    public OnnxValue Read()
    {
        var runtime = _session.Runtime;
        nint info;
        runtime.Check(((delegate* unmanaged<nint, nint*, nint>)runtime[NativeFunction.GetTensorTypeAndShape])(handle, &info));
        OnnxElementType type;
        long[] shape;
        try
        {
            (type, shape) = NativePorts.Describe(runtime, info);
        }
        finally
        {
            runtime.Release(NativeFunction.ReleaseTensorTypeAndShapeInfo, info);
        }
        void* data;
        runtime.Check(((delegate* unmanaged<nint, void**, nint>)runtime[NativeFunction.GetTensorMutableData])(handle, &data));
        int[] dims = [.. shape.Select(size => checked((int)size))];
        int count = checked((int)shape.Aggregate(1L, (product, size) => product * size));
        return type switch
        {
            OnnxElementType.Float => OnnxValue.Made(type, dims, new Lent<float>(this, data, count).Memory, default),
            OnnxElementType.Int64 => OnnxValue.Made(type, dims, default, new Lent<long>(this, data, count).Memory),
            _ => NativeConversion.Read(type, dims, data, count),
        };
    }

    protected override bool ReleaseHandle()
    {
        _session.Runtime.Release(NativeFunction.ReleaseValue, handle);
        _session.DangerousRelease();
        return true;
    }

    /// <summary>Native memory as managed code sees it, for as long as the value lives.</summary>
    private sealed class Lent<T>(NativeValue owner, void* data, int count) : MemoryManager<T> where T : unmanaged
    {
        public override Span<T> GetSpan() => owner.IsClosed
            ? throw new ObjectDisposedException(nameof(OnnxResult), "The result was disposed of; read or copy its values before.")
            : new(data, count);

        public override MemoryHandle Pin(int elementIndex = 0) => new((T*)data + elementIndex);

        public override void Unpin() { }

        protected override void Dispose(bool disposing) { }
    }
}
