using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.Segments;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Trainers.Segments;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys segments --package F [--out users.csv]</c>: which users are in which segment.</summary>
public static class SegmentsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var package = new Option<string>("--package") { Description = "The package.", Required = true, HelpName = "F" };
        var output = new Option<string?>("--out") { Description = "CSV to write: user, segment, distance to its centre, what it is like. Default stdout.", HelpName = "users.csv" };
        var count = new Option<int>("--count") { Description = "Number of segments where the package has none of its own; 0 takes the number that is best apart.", HelpName = "N" };
        var components = ComponentOptions.Create();
        return new Command("segments", "Export the segment of each user of a package as CSV; a package without segments gets them from its users now.")
            .With(package, output, count, components)
            .OnRun(run =>
            {
                ComponentOptions.Load(run, components);
                var recommender = Recommender.Open(run.Get(package)!);
                using var state = recommender.World.Open();
                var own = recommender.Model.Segments;
                if (own is not null && run.Has(count))
                    throw new ArgumentException($"--count is given, and the package has {own.Count} segments of its own, which its ranker reads. Leave --count out, or set segments.count in recsys.yml and train again.");
                var (segments, whyNot) = own is not null ? (own, null) : new SegmentTrainer(new() { Learn = true, Count = run.Get(count) }).Fit(state, run.Settings);
                if (segments is null)
                    throw new ArgumentException($"The package's users make no segments: {whyNot}");
                var counts = new int[segments.Count];
                if (run.Get(output) is { } path)
                    AtomicFile.Write(path, stream =>
                    {
                        using var writer = new StreamWriter(stream, leaveOpen: true);
                        Write(writer, segments, state, counts);
                    });
                else
                    Write(run.Out, segments, state, counts);
                run.Say(string.Create(CultureInfo.InvariantCulture, $"{segments.Count} segments {(own is null ? "found among the package's users now" : "of the package")}, separation {segments.Separation:F3}:"));
                for (int s = 0; s < segments.Count; s++)
                    run.Say(string.Create(CultureInfo.InvariantCulture, $"  {UserSegments.NameOf(s)}: {counts[s]:N0} users, {segments.Describe(s)}"));
                run.Report(new JsonObject
                {
                    ["format"] = 1,
                    ["task"] = "segments",
                    ["ofPackage"] = own is not null,
                    ["separation"] = Math.Round(segments.Separation, 6),
                    ["segments"] = new JsonArray([.. counts.Select((users, s) => new JsonObject { ["name"] = UserSegments.NameOf(s), ["users"] = users, ["like"] = segments.Describe(s) })]),
                });
                return ExitCode.Ok;
            });
    }

    private static void Write(TextWriter writer, UserSegments segments, StateView state, int[] counts)
    {
        writer.Write("user,segment,distance,like\n");
        string[] like = [.. Enumerable.Range(0, segments.Count).Select(s => Quoted(segments.Describe(s)))];
        foreach (string id in state.UserIds.Order(StringComparer.Ordinal))
        {
            // A session that was merged is its user by now.
            if (state.FindUser(id) is not { } user || user.Id != id)
                continue;
            int segment = segments.Of(user, state, out double distance);
            if (segment < 0)
                continue;
            counts[segment]++;
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{Quoted(id)},{UserSegments.NameOf(segment)},{distance:F4},{like[segment]}\n"));
        }
    }

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
