using System.Runtime.InteropServices;

namespace Recsys.MLNet.Onnx.Native;

/// <summary>ONNX Runtime's library, loaded: its table of functions and the objects that all sessions share.</summary>
/// <remarks>
/// The library is asked for the oldest version of its interface that has every function used here: a newer library serves it too,
/// an older one says so by a null table. One environment for the process; it lives as long as the process does.
/// </remarks>
internal sealed unsafe class NativeRuntime
{
    private const uint InterfaceVersion = 14;
    private const int FatalOnly = 4; // errors come back as statuses; nothing is written to stderr
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, NativeRuntime> Loaded = [];
    private readonly nint* _table;

    private NativeRuntime(nint library, string path)
    {
        Path = path;
        nint* roots = ((delegate* unmanaged<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase"))();
        Version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)roots[1])()) ?? "unknown";
        _table = (nint*)((delegate* unmanaged<uint, nint>)roots[0])(InterfaceVersion);
        if (_table == null)
            throw new NotSupportedException($"ONNX Runtime {Version} at '{path}' does not offer version {InterfaceVersion} of its interface; install 1.14 or later.");
        nint made;
        fixed (byte* name = "recsys\0"u8)
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)this[NativeFunction.CreateEnv])(FatalOnly, name, &made));
        Environment = made;
        Check(((delegate* unmanaged<int, int, nint*, nint>)this[NativeFunction.CreateCpuMemoryInfo])(1, 0, &made));
        CpuMemory = made;
        Check(((delegate* unmanaged<nint*, nint>)this[NativeFunction.GetAllocatorWithDefaultOptions])(&made));
        Allocator = made;
    }

    public string Path { get; }

    public string Version { get; }

    public nint Environment { get; }

    public nint CpuMemory { get; }

    /// <summary>The default allocator; it belongs to the library and is never released.</summary>
    public nint Allocator { get; }

    public nint this[NativeFunction function] => _table[(int)function];

    /// <summary>The library at a path or wherever it is found; null and a sentence where it is not.</summary>
    public static NativeRuntime? Find(string? path, out string missing)
    {
        missing = "";
        lock (Gate)
        {
            string key = path ?? "\0" + System.Environment.GetEnvironmentVariable(NativeProbing.Variable);
            if (Loaded.TryGetValue(key, out var known))
                return known;
            nint library = NativeProbing.Load(path, out string found);
            if (library == 0)
            {
                missing = found;
                return null;
            }
            try
            {
                return Loaded[key] = new(library, found);
            }
            catch (Exception e) when (e is EntryPointNotFoundException or NotSupportedException or OnnxRuntimeException)
            {
                missing = e is EntryPointNotFoundException ? $"'{found}' is not ONNX Runtime" : e.Message;
                return null;
            }
        }
    }

    public void Check(nint status)
    {
        if (status == 0)
            return;
        int code = ((delegate* unmanaged<nint, int>)this[NativeFunction.GetErrorCode])(status);
        string message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)this[NativeFunction.GetErrorMessage])(status)) ?? "";
        Release(NativeFunction.ReleaseStatus, status);
        throw new OnnxRuntimeException(code, message);
    }

    public void Release(NativeFunction function, nint handle)
    {
        if (handle != 0)
            ((delegate* unmanaged<nint, void>)this[function])(handle);
    }

    /// <summary>Copies a text that the library allocated, and frees it.</summary>
    public string Take(nint text)
    {
        string copy = Marshal.PtrToStringUTF8(text) ?? "";
        Check(((delegate* unmanaged<nint, nint, nint>)this[NativeFunction.AllocatorFree])(Allocator, text));
        return copy;
    }
}
