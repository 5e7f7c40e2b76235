namespace Recsys.MLNet.Tests.Onnx;

/// <summary>Tests against ONNX Runtime need its native library: mandatory where RECSYS_REQUIRE_SERVERS=1, else they skip.</summary>
internal static class NativeLibraryGate
{
    public static string Path()
    {
        string? path = Environment.GetEnvironmentVariable("RECSYS_ONNXRUNTIME");
        if (!string.IsNullOrEmpty(path) && (File.Exists(path) || Directory.Exists(path)))
            return path;
        if (Environment.GetEnvironmentVariable("RECSYS_REQUIRE_SERVERS") == "1")
            Assert.Fail("RECSYS_REQUIRE_SERVERS=1 but RECSYS_ONNXRUNTIME does not name ONNX Runtime's native library.");
        Assert.Ignore("set RECSYS_ONNXRUNTIME to the path of ONNX Runtime's native library");
        return "";
    }
}
