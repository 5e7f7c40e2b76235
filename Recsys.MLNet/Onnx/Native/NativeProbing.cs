using System.Runtime.InteropServices;

namespace Recsys.MLNet.Onnx.Native;

/// <summary>Where ONNX Runtime's native library may lie.</summary>
/// <remarks>
/// Named by an option or by <see cref="Variable"/>, it must be there. Otherwise: beside the program; in <c>runtimes/RID/native</c>, where
/// a package such as Microsoft.ML.OnnxRuntime.Gpu puts it, with the CUDA providers that it loads from its own folder; where the host
/// finds the native files of packages; and where the system looks.
/// </remarks>
internal static class NativeProbing
{
    /// <summary>Names the library's file, or the folder it is in.</summary>
    public const string Variable = "RECSYS_ONNXRUNTIME";

    /// <summary>The file names that distributions use.</summary>
    internal static IReadOnlyList<string> FileNames { get; } = OperatingSystem.IsWindows() ? ["onnxruntime.dll"]
        : OperatingSystem.IsMacOS() ? ["libonnxruntime.dylib", "libonnxruntime.1.dylib"]
        : ["libonnxruntime.so", "libonnxruntime.so.1"];

    /// <summary>Loads the library; 0 and a sentence where there is none.</summary>
    public static nint Load(string? option, out string found)
    {
        if (option is not null)
            return LoadNamed(option, nameof(OnnxSessionOptions.RuntimeLibrary), out found);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return LoadNamed(named, Variable, out found);
        var unusable = new List<string>();
        foreach (string path in Folders(AppContext.BaseDirectory).SelectMany(folder => FileNames, Path.Combine).Where(File.Exists))
        {
            if (TryLoad(path, out nint beside))
            {
                found = path;
                return beside;
            }
            unusable.Add(path);
        }
        foreach (string name in FileNames.Prepend("onnxruntime"))
            if (NativeLibrary.TryLoad(name, typeof(NativeProbing).Assembly, null, out nint system))
            {
                found = name;
                return system;
            }
        found = Missing(unusable);
        return 0;
    }

    /// <summary>The folders beside a program that may hold the library, the portable name of the platform after the system's own.</summary>
    internal static IReadOnlyList<string> Folders(string program)
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string portable = $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        return [program, .. new[] { RuntimeInformation.RuntimeIdentifier, portable }.Distinct().Select(rid => Path.Combine(program, "runtimes", rid, "native"))];
    }

    /// <summary>What is said where nothing could be loaded.</summary>
    internal static string Missing(IReadOnlyList<string> unusable) => unusable.Count > 0
        ? $"'{string.Join("', '", unusable)}' cannot be loaded (is it for this machine, and are the libraries it needs, such as CUDA's, installed?), and {Variable} is not set"
        : $"no {string.Join(" or ", FileNames)} beside the program, in its runtimes folder or in the system, and {Variable} is not set";

    private static nint LoadNamed(string path, string source, out string found)
    {
        string[] candidates = Directory.Exists(path) ? [.. FileNames.Select(name => Path.Combine(path, name))] : [path];
        foreach (string candidate in candidates)
            if (File.Exists(candidate) && TryLoad(candidate, out nint library))
            {
                found = candidate;
                return library;
            }
        found = $"{source} names '{path}', which {(candidates.Any(File.Exists) ? "is no library for this machine" : "does not exist")}";
        return 0;
    }

    private static bool TryLoad(string path, out nint library) => NativeLibrary.TryLoad(path, out library);
}
