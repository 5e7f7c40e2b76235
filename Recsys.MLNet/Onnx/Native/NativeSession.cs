using System.Runtime.InteropServices;
using System.Text;

namespace Recsys.MLNet.Onnx.Native;

/// <summary>A session of ONNX Runtime with its settings. Freed when the last result that came from it is.</summary>
internal sealed unsafe class NativeSession : SafeHandle
{
    private const int AllOptimizations = 99;

    private NativeSession(NativeRuntime runtime) : base(0, ownsHandle: true) => Runtime = runtime;

    public NativeRuntime Runtime { get; }

    public override bool IsInvalid => handle == 0;

    public static NativeSession Open(NativeRuntime runtime, ModelBytes model, OnnxSessionOptions options, out string? withoutCuda)
    {
        nint settings;
        runtime.Check(((delegate* unmanaged<nint*, nint>)runtime[NativeFunction.CreateSessionOptions])(&settings));
        try
        {
            Set(runtime, settings, NativeFunction.SetIntraOpNumThreads, options.Threads);
            Set(runtime, settings, NativeFunction.SetInterOpNumThreads, 1);
            Set(runtime, settings, NativeFunction.SetSessionGraphOptimizationLevel, AllOptimizations);
            // Threads that spin between operations steal time from requests beside this one.
            Entry(runtime, settings, "session.intra_op.allow_spinning", "0");
            withoutCuda = options.Device == OnnxDevice.Cuda ? TryCuda(runtime, settings, options.DeviceId) : null;
            var session = new NativeSession(runtime);
            session.SetHandle(Create(runtime, model, settings));
            return session;
        }
        finally
        {
            runtime.Release(NativeFunction.ReleaseSessionOptions, settings);
        }
    }

    protected override bool ReleaseHandle()
    {
        Runtime.Release(NativeFunction.ReleaseSession, handle);
        return true;
    }

    private static nint Create(NativeRuntime runtime, ModelBytes model, nint settings)
    {
        nint made;
        if (model.Path is { } path)
        {
            byte[] name = OperatingSystem.IsWindows() ? Encoding.Unicode.GetBytes(path + "\0") : Encoding.UTF8.GetBytes(path + "\0");
            fixed (byte* p = name)
                runtime.Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)runtime[NativeFunction.CreateSession])(runtime.Environment, p, settings, &made));
            return made;
        }
        var bytes = model.Bytes;
        using var pin = bytes.Pin();
        runtime.Check(((delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)runtime[NativeFunction.CreateSessionFromArray])(runtime.Environment, pin.Pointer, (nuint)bytes.Length, settings, &made));
        return made;
    }

    private static void Set(NativeRuntime runtime, nint settings, NativeFunction function, int value) =>
        runtime.Check(((delegate* unmanaged<nint, int, nint>)runtime[function])(settings, value));

    private static void Entry(NativeRuntime runtime, nint settings, string key, string value)
    {
        fixed (byte* k = Encoding.UTF8.GetBytes(key + "\0"), v = Encoding.UTF8.GetBytes(value + "\0"))
            runtime.Check(((delegate* unmanaged<nint, byte*, byte*, nint>)runtime[NativeFunction.AddSessionConfigEntry])(settings, k, v));
    }

    /// <summary>Puts CUDA first; why that failed, or null. Which providers a library lists says only how it was built, so it is tried.</summary>
    private static string? TryCuda(NativeRuntime runtime, nint settings, int device)
    {
        nint cuda = 0;
        try
        {
            runtime.Check(((delegate* unmanaged<nint*, nint>)runtime[NativeFunction.CreateCudaProviderOptions])(&cuda));
            fixed (byte* key = "device_id\0"u8, value = Encoding.UTF8.GetBytes(FormattableString.Invariant($"{device}\0")))
                runtime.Check(((delegate* unmanaged<nint, byte**, byte**, nuint, nint>)runtime[NativeFunction.UpdateCudaProviderOptions])(cuda, &key, &value, 1));
            runtime.Check(((delegate* unmanaged<nint, nint, nint>)runtime[NativeFunction.AppendExecutionProviderCuda])(settings, cuda));
            return null;
        }
        catch (OnnxRuntimeException e)
        {
            return e.Message;
        }
        finally
        {
            runtime.Release(NativeFunction.ReleaseCudaProviderOptions, cuda);
        }
    }
}
