namespace Recsys.MLNet.Tests.Onnx;

/// <summary>Tests against ONNX Runtime need its native library: mandatory where RECSYS_REQUIRE_SERVERS=1, else they skip.</summary>
internal static class NativeLibraryGate
{
    public static string Path()
    {
        const string What = "the path of ONNX Runtime's native library";
        string path = RequiredServer.Named("RECSYS_ONNXRUNTIME", What);
        if (!File.Exists(path) && !Directory.Exists(path))
            RequiredServer.Missing($"set RECSYS_ONNXRUNTIME to {What}; there is nothing at {path}");
        return path;
    }
}
