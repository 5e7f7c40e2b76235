using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Recsys.MLNet.Onnx;

/// <summary>What sessions report: openings with backend and reason, and the seconds of runs.</summary>
internal static class OnnxMetrics
{
    private static readonly Meter Meter = new("Recsys.MLNet.Onnx");
    private static readonly Counter<long> Openings = Meter.CreateCounter<long>("recsys.onnx.sessions", description: "ONNX models opened, by backend and reason.");
    private static readonly Histogram<double> Runs = Meter.CreateHistogram<double>("recsys.onnx.run.seconds", "s", "Seconds of one run, by backend.");

    public static void Opened(BackendChoice choice, ILogger? log)
    {
        Openings.Add(1, new("backend", choice.Kind.ToString()), new("reason", choice.Reason));
        log?.Log(choice.IsFallback ? LogLevel.Warning : LogLevel.Information, "ONNX model opened on {Backend}: {Reason}", choice.Kind, choice.Reason);
    }

    public static void Ran(OnnxBackend backend, TimeSpan time)
    {
        if (Runs.Enabled)
            Runs.Record(time.TotalSeconds, new KeyValuePair<string, object?>("backend", backend.ToString()));
    }
}
