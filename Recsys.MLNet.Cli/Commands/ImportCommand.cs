using System.CommandLine;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.Data.Import;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys import FORMAT --from PATH --out DIR</c>: a data set or feed becomes events.jsonl.</summary>
public static class ImportCommand
{
    public static Command Create()
    {
        var format = new Argument<string>("FORMAT") { Description = string.Join("; ", Importers.All.Select(i => $"{i.Format}: {i.Description}")) };
        var from = new Option<string>("--from") { Description = "File or folder to read.", Required = true, HelpName = "PATH" };
        var output = new Option<string>("--out") { Description = $"Folder to write {EventFile.Name} into.", Required = true, HelpName = "DIR" };
        var clock = new Option<string?>("--clock") { Description = "amazon-sequences: relative (the intervals) or order.", HelpName = "relative|order" };
        var permute = new Option<bool?>("--permute-ids") { Description = "Give users and items new ids in random order. Default: true for movielens and amazon-sequences, false for csv.", HelpName = "true|false" };
        var delta = new Option<bool>("--delta") { Description = "catalogue: the feed holds only changes." };
        var previous = new Option<string?>("--previous") { Description = "catalogue: events of the catalogue so far; what a full feed lacks is withdrawn.", HelpName = "DATA" };
        var time = new Option<string?>("--time") { Description = "catalogue: time of the events, ISO 8601 or milliseconds. Default: the feed's date, else the file's.", HelpName = "TIME" };
        return new Command("import", "Turn a data set or a catalogue feed into events.")
            .With(format, from, output, clock, permute, delta, previous, time)
            .OnRun(run =>
            {
                var importer = Importers.Find(run.Get(format));
                var options = new ImportOptions
                {
                    Clock = run.Get(clock) is { } text ? ReadClock(text) : null,
                    PermuteIds = run.Get(permute),
                    Full = !run.Get(delta),
                    Previous = run.Get(previous),
                    Time = run.Get(time) is { } at ? ReadTime(at) : null,
                };
                return Import(run, importer, run.Get(from)!, run.Get(output)!, options);
            });
    }

    private static int Import(CliRun run, IEventImporter importer, string from, string output, ImportOptions options)
    {
        var counts = new EventCounts();
        string path = Path.Combine(output, EventFile.Name);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new EventWriter(stream);
            foreach (var e in importer.Read(from, options, run.Settings))
            {
                writer.Write(e);
                counts.Add(e);
                if (writer.Count % 65536 == 0)
                    run.Settings.Report("import", double.NaN, $"{writer.Count} events");
            }
        });
        run.Say($"{path}: {counts}");
        run.Report(new JsonObject { ["format"] = 1, ["task"] = "import", ["from"] = importer.Format, ["out"] = path, ["events"] = counts.ToJson() });
        return ExitCode.Ok;
    }

    private static EventClock ReadClock(string text) => text switch
    {
        "relative" => EventClock.Relative,
        "order" => EventClock.Order,
        "absolute" => EventClock.Absolute,
        _ => throw new ArgumentException($"--clock is '{text}'; expected relative or order."),
    };

    private static long ReadTime(string text) => EventTime.TryParse(text, out long time)
        ? time
        : throw new ArgumentException($"--time is '{text}'; expected ISO 8601 such as 2026-03-01T08:00:00Z, or milliseconds since 1970.");
}
