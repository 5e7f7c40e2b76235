using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Configuration.Drafting;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys init --scenario NAME --data DATA --out recsys.yml</c>: looks at the data and writes a commented configuration.</summary>
public static class InitCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var scenario = new Option<string?>("--scenario") { Description = $"{string.Join(", ", Scenarios.Names)}. Default the one that the data looks most like.", HelpName = "NAME" };
        var data = new Option<string>("--data") { Description = "Folder with events.jsonl, a file of events or interactions, or a store (sqlite:PATH, postgres://…).", Required = true, HelpName = "DATA" };
        var output = new Option<string>("--out") { Description = "Configuration to write; its schema for editors is written beside it.", DefaultValueFactory = _ => RecommenderConfiguration.FileName, HelpName = "recsys.yml" };
        var force = new Option<bool>("--force") { Description = "Replace a configuration that is there." };
        return new Command("init", "Look at the data and write a commented configuration that trains.")
            .With(scenario, data, output, force)
            .OnRun(run =>
            {
                string path = run.Get(output)!, source = run.Get(data)!;
                if (File.Exists(path) && !run.Get(force))
                    throw new ArgumentException($"{path} is there already; give another --out, or --force to replace it.");
                if (run.Get(scenario) is { } named && Scenarios.Find(named) is null)
                    throw new ArgumentException($"--scenario is '{named}'; expected {string.Join(", ", Scenarios.Names)}.");
                run.Settings.Report("read", double.NaN);
                var profile = DataProfile.Of(EventSource.ReadAll(source));
                var preset = run.Get(scenario) is { } name ? Scenarios.Find(name)! : ConfigurationDraft.Guess(profile);
                string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
                // Named relative to the configuration, so that both can move together.
                string from = EventSource.IsStore(source) ? source : Path.GetRelativePath(folder, Path.GetFullPath(source)).Replace('\\', '/');
                string text = ConfigurationDraft.Of(preset, profile, from);
                Directory.CreateDirectory(folder);
                AtomicFile.Write(Path.Combine(folder, ConfigurationSchema.FileName), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(ConfigurationSchema.Create().ToJsonString(Indented) + "\n")));
                AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
                run.Say($"{path}: scenario {preset.Name}{(run.Get(scenario) is null ? ", which the data looks most like" : "")}; {profile.Size.Interactions:N0} interactions of {profile.Size.Users:N0} users with {profile.Size.Items:N0} items");
                run.Say($"next: recsys train --config {path} --out model.recsys --evaluate");
                run.Report(new JsonObject
                {
                    ["format"] = 1,
                    ["task"] = "init",
                    ["configuration"] = path,
                    ["scenario"] = preset.Name,
                    ["interactions"] = profile.Size.Interactions,
                    ["users"] = profile.Size.Users,
                    ["items"] = profile.Size.Items,
                    ["density"] = profile.Density,
                    ["repeatShare"] = profile.RepeatShare,
                    ["turnover"] = double.IsNaN(profile.Turnover) ? null : profile.Turnover,
                });
                return ExitCode.Ok;
            });
    }
}
