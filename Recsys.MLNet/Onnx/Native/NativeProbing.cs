using System.Runtime.InteropServices;

namespace Recsys.MLNet.Onnx.Native;

/// <summary>Where ONNX Runtime's native library may lie.</summary>
internal static class NativeProbing
{
    /// <summary>Names the library's file, or the folder it is in.</summary>
    public const string Variable = "RECSYS_ONNXRUNTIME";

    /// <summary>The file names that distributions use.</summary>
    private static string[] FileNames => OperatingSystem.IsWindows() ? ["onnxruntime.dll"]
        : OperatingSystem.IsMacOS() ? ["libonnxruntime.dylib", "libonnxruntime.1.dylib"]
        : ["libonnxruntime.so", "libonnxruntime.so.1"];

    /// <summary>Loads the library; 0 and a sentence where there is none.</summary>
    public static nint Load(string? option, out string found)
    {
        if (option is not null)
            return LoadNamed(option, nameof(OnnxSessionOptions.RuntimeLibrary), out found);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return LoadNamed(named, Variable, out found);
        string here = AppContext.BaseDirectory;
        foreach (string folder in new[] { here, Path.Combine(here, "runtimes", RuntimeInformation.RuntimeIdentifier, "native") })
            foreach (string name in FileNames)
                if (NativeLibrary.TryLoad(Path.Combine(folder, name), out nint beside))
                {
                    found = Path.Combine(folder, name);
                    return beside;
                }
        foreach (string name in FileNames.Prepend("onnxruntime"))
            if (NativeLibrary.TryLoad(name, typeof(NativeProbing).Assembly, null, out nint system))
            {
                found = name;
                return system;
            }
        found = $"no {string.Join(" or ", FileNames)} beside the program or in the system, and {Variable} is not set";
        return 0;
    }

    private static nint LoadNamed(string path, string source, out string found)
    {
        string[] candidates = Directory.Exists(path) ? [.. FileNames.Select(name => Path.Combine(path, name))] : [path];
        foreach (string candidate in candidates)
            if (File.Exists(candidate) && NativeLibrary.TryLoad(candidate, out nint library))
            {
                found = candidate;
                return library;
            }
        found = $"{source} names '{path}', which {(candidates.Any(File.Exists) ? "is no library for this machine" : "does not exist")}";
        return 0;
    }
}
