using System.Diagnostics;
using System.Globalization;

namespace Recsys.MLNet.Benchmarks.Serving;

/// <summary>How many events a second <c>POST /feedback</c> takes until they are on disk: the service in a process of its own, wrk with feedback.lua on the same machine.</summary>
internal static class FeedbackRate
{
    public static void Print(string folder, int seconds, string? store, TextWriter to)
    {
        Directory.CreateDirectory(folder);
        using var service = ServedProcess.Start(folder, store);
        string script = Path.Combine(AppContext.BaseDirectory, "Service", "feedback.lua");
        Run(service, script, 16, 1, 0, Math.Max(3, seconds / 2)); // compiles
        to.WriteLine("| events a request | connections | pace | events/s | p50 ms | p90 ms | p99 ms | failed | service CPU µs/event |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var (batch, connections, pace) in (ReadOnlySpan<(int, int, int)>)[(1, 1, 0), (1, 16, 0), (1, 64, 0), (1, 64, 3000), (1, 64, 5000), (1, 64, 6000), (10, 16, 0), (10, 64, 5000), (100, 16, 0)])
        {
            var before = service.Processor;
            var (events, p50, p90, p99, failed) = Run(service, script, connections, batch, pace == 0 ? 0 : (double)batch / pace, seconds);
            double micros = (service.Processor - before).TotalMicroseconds / Math.Max(1, events * seconds);
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {batch} | {connections} | {(pace == 0 ? "none" : $"{pace:N0}/s")} | {events:N0} | {p50:0.0} | {p90:0.0} | {p99:0.0} | {failed} | {micros:0} |"));
            to.Flush();
        }
        to.WriteLine($"\nworking set at the end {service.WorkingSet}");
    }

    // gap: mean seconds between requests of all connections together, 0 for as fast as answers come.
    private static (double Events, double P50, double P90, double P99, int Failed) Run(ServedProcess service, string script, int connections, int batch, double gap, int seconds)
    {
        var start = new ProcessStartInfo("wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", "--timeout", "10s", "-s", script, ServedProcess.Address, "--", gap.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        start.Environment["BATCH"] = batch.ToString(CultureInfo.InvariantCulture);
        start.Environment["RUN"] = string.Create(CultureInfo.InvariantCulture, $"c{connections}b{batch}t{(long)service.Processor.TotalMilliseconds}");
        using var wrk = Process.Start(start)!;
        string output = wrk.StandardOutput.ReadToEnd();
        wrk.WaitForExit();
        double[] found = [.. output.Split("RESULT ")[1].Split(' ').Take(5).Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        return (found[0], found[1], found[2], found[3], (int)found[4]);
    }
}
