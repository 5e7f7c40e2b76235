using System.CommandLine;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.Cli.Commands;

/// <summary>The options of commands that follow a configuration file; what the command line says goes before the file.</summary>
internal sealed class ConfigurationOptions
{
    public Option<string?> File { get; } = new("--config") { Description = "Configuration, as 'recsys init' writes it. Default none: the defaults.", HelpName = "recsys.yml" };

    public Option<string?> Data { get; } = new("--data") { Description = "Folder with events.jsonl, a file of events or interactions, or a store (sqlite:PATH, postgres://…). Default events.data of the configuration.", HelpName = "DATA" };

    public Option<string[]> Components { get; } = ComponentOptions.Create();

    /// <summary>The configuration, with the data of the command line.</summary>
    /// <param name="run">The command's run.</param>
    /// <param name="models">Models of the command line, divided by commas, or null for those of the configuration.</param>
    public RecommenderConfiguration Read(CliRun run, string? models = null)
    {
        ComponentOptions.Load(run, Components);
        var configuration = run.Get(File) is { } file ? Beside(RecommenderConfiguration.Load(file), file) : new();
        if (run.Get(Data) is { } data)
            configuration = configuration with { Events = configuration.Events with { Data = data, Source = null } };
        if (models is not null)
            configuration = configuration with { Recall = new() { Models = [.. models.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => new ModelUse(name))] } };
        return configuration.Events is { Data: null, Source: null } ? throw new ArgumentException("--data is missing, and no configuration names events.data.") : configuration;
    }

    /// <summary>Settings of the run: those of the command line where they are given, else those of the configuration.</summary>
    public static RunSettings Settings(CliRun run, RecommenderConfiguration configuration) => run.Settings with
    {
        Seed = run.Has(CommonOptions.Seed) ? run.Settings.Seed : configuration.Run.Seed ?? run.Settings.Seed,
        Threads = run.Has(CommonOptions.Threads) ? run.Settings.Threads : configuration.Run.Threads ?? run.Settings.Threads,
    };

    // Data is named relative to the file that names it.
    private static RecommenderConfiguration Beside(RecommenderConfiguration configuration, string file)
    {
        if (configuration.Events.Data is not { } data || Storage.EventSource.IsStore(data) || Path.IsPathRooted(data))
            return configuration;
        string folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".";
        return configuration with { Events = configuration.Events with { Data = Path.GetRelativePath(".", Path.Combine(folder, data)) } };
    }
}
