using System.CommandLine;

namespace Recsys.MLNet.Cli.Frame;

/// <summary>The options every command has.</summary>
public static class CommonOptions
{
    /// <summary>Where to write the machine-readable report.</summary>
    public static Option<string?> Json { get; } = new("--json") { Description = "Write the report as JSON to this file.", Recursive = true, HelpName = "FILE" };

    /// <summary>Seed of every random stream.</summary>
    public static Option<int> Seed { get; } = new("--seed") { Description = "Seed; the same seed gives the same result on any number of threads.", Recursive = true, DefaultValueFactory = _ => 1 };

    /// <summary>Threads, 0 for all cores.</summary>
    public static Option<int> Threads { get; } = new("--threads") { Description = "Threads; 0 uses all cores.", Recursive = true, DefaultValueFactory = _ => 0 };

    /// <summary>No progress or messages.</summary>
    public static Option<bool> Quiet { get; } = new("--quiet") { Description = "No progress and no messages; errors only.", Recursive = true };

    internal static void AddTo(RootCommand root)
    {
        root.Add(Json);
        root.Add(Seed);
        root.Add(Threads);
        root.Add(Quiet);
    }
}
