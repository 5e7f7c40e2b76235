using System.Diagnostics;
using System.Globalization;

namespace Recsys.MLNet.Benchmarks.Serving;

/// <summary>The service in a process of its own, asked by wrk on the same machine: saturation, latency at half of it, and whether memory stays flat.</summary>
internal sealed class ServiceLatency(string folder)
{
    private readonly string _package = Path.Combine(folder, "shop.recsys");

    /// <summary>Makes the package that is served.</summary>
    public void Prepare(int items, int users, int trees)
    {
        Directory.CreateDirectory(folder);
        ServedShop.Write(_package, items, users, 10, trees);
        File.WriteAllText(Path.Combine(folder, "size"), string.Create(CultureInfo.InvariantCulture, $"{items} {users}"));
    }

    /// <summary>Measures and prints a table.</summary>
    /// <param name="seconds">Length of each step.</param>
    /// <param name="soak">Minutes of the soak; 0 for none.</param>
    public void Measure(int seconds, double soak)
    {
        string[] size = File.ReadAllText(Path.Combine(folder, "size")).Split(' ');
        using var service = ServedProcess.Start(folder);
        Console.WriteLine($"{size[0]} items, {size[1]} users; working set at start {service.WorkingSet}\n");
        Console.WriteLine("| request | connections | pace | requests/s | p50 ms | p99 ms | max ms | failed | service CPU ms/request |\n|---|---|---|---|---|---|---|---|---|");
        foreach (string kind in (string[])["recommend", "rank100", "rank300"])
        {
            string script = Script(kind, int.Parse(size[0], CultureInfo.InvariantCulture), int.Parse(size[1], CultureInfo.InvariantCulture));
            Run(service, script, kind, 2, 0, Math.Max(5, seconds / 2), print: false); // compiles and fills caches
            double most = 0;
            foreach (int connections in (int[])[1, 2, 4, 8, 16])
                most = Math.Max(most, Run(service, script, kind, connections, 0, seconds));
            foreach (double share in (double[])[0.25, 0.5, 0.75])
                Run(service, script, kind, 8, 8 / (share * most), seconds);
            if (kind == "recommend" && soak > 0)
                Soak(service, script, most / 2, soak);
        }
    }

    private static void Soak(ServedProcess service, string script, double rate, double minutes)
    {
        Console.WriteLine();
        for (int n = 0; n < 10; n++)
        {
            Run(service, script, $"recommend, soak {n + 1}/10", 8, 8 / rate, Math.Max(1, (int)(minutes * 6)));
            Console.WriteLine($"working set {service.WorkingSet}");
        }
        Console.WriteLine();
    }

    // One turn of wrk. pause: mean seconds that a connection waits between requests, 0 for as fast as answers come.
    private static double Run(ServedProcess service, string script, string kind, int connections, double pause, int seconds, bool print = true)
    {
        var before = service.Processor;
        using var wrk = Process.Start(new ProcessStartInfo("wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", "--timeout", "10s", "-s", script, ServedProcess.Address, "--", pause.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        string output = wrk.StandardOutput.ReadToEnd();
        wrk.WaitForExit();
        double cpu = (service.Processor - before).TotalMilliseconds;
        double[] result = [.. output.Split("RESULT ")[1].Split(' ').Take(6).Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        double perSecond = result[0] / result[1] * 1e6;
        if (print)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {kind} | {connections} | {(pause == 0 ? "none" : $"{connections / pause:0}/s")} | {perSecond:0} | {result[3] / 1000:0.00} | {result[4] / 1000:0.00} | {result[5] / 1000:0.0} | {result[2]:0} | {cpu / result[0]:0.000} |"));
        return perSecond;
    }

    private string Script(string kind, int items, int users)
    {
        string body = kind == "recommend"
            ? """string.format('{"user":"u%d","count":10}', math.random(0, USERS - 1))"""
            : """string.format('{"event":"ranking","id":"%x%x","timestamp":1736899200000,"user":"u%d","items":[%s]}', math.random(0, 2^31 - 1), math.random(0, 2^31 - 1), math.random(0, USERS - 1), own())""";
        string path = Path.Combine(folder, kind + ".lua");
        File.WriteAllText(path, $$"""
            local USERS, ITEMS, MANY = {{users}}, {{items}}, {{(kind == "rank300" ? 300 : 100)}}
            local pause = 0
            function init(args) pause = tonumber(args[1]) or 0; math.randomseed(7) end
            local function own()
              local list = {}
              for i = 1, MANY do list[i] = string.format('{"id":"i%d"}', math.random(0, ITEMS - 1)) end
              return table.concat(list, ",")
            end
            function request() return wrk.format("POST", "/{{(kind == "recommend" ? "recommend" : "rank")}}/default", { ["Content-Type"] = "application/json" }, {{body}}) end
            function delay() if pause > 0 then return -1000 * pause * math.log(1 - math.random()) end return 0 end
            function done(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("RESULT %d %d %d %d %d %d \n", summary.requests, summary.duration, e.status + e.connect + e.read + e.write + e.timeout, latency:percentile(50), latency:percentile(99), latency.max))
            end
            """);
        return path;
    }
}
