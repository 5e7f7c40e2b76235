using System.CommandLine;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys export --data DATA --out DIR</c>: every event of a source as one clean events.jsonl, duplicates merged.</summary>
public static class ExportCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Where the events are: a folder, a file or a store (sqlite:PATH, postgres://…).", Required = true, HelpName = "DATA" };
        var output = new Option<string>("--out") { Description = $"Folder to write {EventFile.Name} into.", Required = true, HelpName = "DIR" };
        return new Command("export", "Write the events of a store or file as events.jsonl.")
            .With(data, output)
            .OnRun(run => Export(run, run.Get(data)!, run.Get(output)!));
    }

    private static int Export(CliRun run, string data, string output)
    {
        var counts = new EventCounts();
        var ids = new EventIdSet();
        long duplicates = 0;
        string path = Path.Combine(output, EventFile.Name);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new EventWriter(stream);
            foreach (var e in EventSource.ReadAll(data))
            {
                if (!ids.Add(e))
                {
                    duplicates++;
                    continue;
                }
                writer.Write(e);
                counts.Add(e);
                if (writer.Count % 65536 == 0)
                    run.Settings.Report("export", double.NaN, $"{writer.Count} events");
            }
        });
        run.Say($"{path}: {counts}; {duplicates} duplicates left out");
        run.Report(new JsonObject { ["format"] = 1, ["task"] = "export", ["out"] = path, ["events"] = counts.ToJson(), ["duplicates"] = duplicates });
        return ExitCode.Ok;
    }
}
