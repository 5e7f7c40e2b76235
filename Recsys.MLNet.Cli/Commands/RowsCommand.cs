using System.CommandLine;
using System.Globalization;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.ModelBuilder.Building;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys rows --data DATA --out DIR [--config recsys.yml]</c>: what the final ranker learns from, as files.</summary>
public static class RowsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var configured = new ConfigurationOptions();
        var output = Folder("Folder to write rows.json and part-*.csv.gz into; rows of the same data and options that are there already stay.", required: true, "--out");
        return new Command("rows", "Make the rows that the final ranker learns from: features and labels of each item of each request. Stopped, it goes on where it was.")
            .With(configured.File, configured.Data, output, configured.Components)
            .OnRun(run =>
            {
                var configuration = configured.Read(run);
                string folder = run.Get(output)!;
                try
                {
                    var made = new RecommenderRun(configuration) { Rows = folder }.MakeRows(ConfigurationOptions.Settings(run, configuration));
                    run.Say(string.Create(CultureInfo.InvariantCulture,
                        $"{folder}: {made.Parts.Sum(p => p.Rows):N0} rows of {made.Parts.Sum(p => p.Requests):N0} requests in {made.Parts.Count} files, {made.Found} of them found; {made.Features.Count} features"));
                    run.Print(made.ToJson());
                    run.Report(made.ToJson());
                    return ExitCode.Ok;
                }
                catch (OperationCanceledException)
                {
                    return Interrupted(run, folder);
                }
            });
    }

    /// <summary>What a run that was stopped leaves behind.</summary>
    internal static int Interrupted(CliRun run, string folder)
    {
        run.Say($"interrupted; the whole files in {folder} stay, and the same command goes on after them");
        return ExitCode.Interrupted;
    }

    internal static Option<string?> Folder(string description, bool required, string name = "--rows") => new(name) { Description = description, Required = required, HelpName = "DIR" };
}
