using System.Runtime.InteropServices;

namespace Recsys.MLNet.Onnx.Native;

/// <summary>Reads names, types and shapes of a session's inputs and outputs.</summary>
internal static unsafe class NativePorts
{
    public static OnnxPort[] Inputs(NativeSession session) =>
        Read(session, NativeFunction.SessionGetInputCount, NativeFunction.SessionGetInputName, NativeFunction.SessionGetInputTypeInfo);

    public static OnnxPort[] Outputs(NativeSession session) =>
        Read(session, NativeFunction.SessionGetOutputCount, NativeFunction.SessionGetOutputName, NativeFunction.SessionGetOutputTypeInfo);

    public static (OnnxElementType Type, long[] Shape) Describe(NativeRuntime runtime, nint info)
    {
        int type;
        runtime.Check(((delegate* unmanaged<nint, int*, nint>)runtime[NativeFunction.GetTensorElementType])(info, &type));
        nuint rank;
        runtime.Check(((delegate* unmanaged<nint, nuint*, nint>)runtime[NativeFunction.GetDimensionsCount])(info, &rank));
        var shape = new long[rank];
        fixed (long* p = shape)
            runtime.Check(((delegate* unmanaged<nint, long*, nuint, nint>)runtime[NativeFunction.GetDimensions])(info, p, rank));
        return ((OnnxElementType)type, shape);
    }

    private static OnnxPort[] Read(NativeSession session, NativeFunction countOf, NativeFunction nameOf, NativeFunction typeOf)
    {
        var runtime = session.Runtime;
        nint handle = session.DangerousGetHandle();
        nuint count;
        runtime.Check(((delegate* unmanaged<nint, nuint*, nint>)runtime[countOf])(handle, &count));
        var ports = new OnnxPort[count];
        for (nuint i = 0; i < count; i++)
        {
            nint name, type, tensor;
            runtime.Check(((delegate* unmanaged<nint, nuint, nint, nint*, nint>)runtime[nameOf])(handle, i, runtime.Allocator, &name));
            string text = runtime.Take(name);
            runtime.Check(((delegate* unmanaged<nint, nuint, nint*, nint>)runtime[typeOf])(handle, i, &type));
            try
            {
                runtime.Check(((delegate* unmanaged<nint, nint*, nint>)runtime[NativeFunction.CastTypeInfoToTensorInfo])(type, &tensor)); // borrowed from type
                if (tensor == 0)
                {
                    ports[i] = new(text, OnnxElementType.Undefined, null);
                    continue;
                }
                var (element, shape) = Describe(runtime, tensor);
                ports[i] = new(text, element, Dimensions(runtime, tensor, shape));
            }
            finally
            {
                runtime.Release(NativeFunction.ReleaseTypeInfo, type);
            }
        }
        return ports;
    }

    private static OnnxDimension[] Dimensions(NativeRuntime runtime, nint tensor, long[] shape)
    {
        var names = new nint[shape.Length];
        fixed (nint* p = names)
            runtime.Check(((delegate* unmanaged<nint, nint*, nuint, nint>)runtime[NativeFunction.GetSymbolicDimensions])(tensor, p, (nuint)shape.Length)); // texts borrowed from tensor
        return [.. shape.Select((size, i) => size >= 0 ? OnnxDimension.Fixed(size)
            : Marshal.PtrToStringUTF8(names[i]) is { Length: > 0 } name ? OnnxDimension.Named(name) : OnnxDimension.Unknown)];
    }
}
