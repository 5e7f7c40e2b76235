using System.CommandLine;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder.Configuration;

namespace Recsys.MLNet.Cli.Commands;

/// <summary>The option that names assemblies with components.</summary>
internal static class ComponentOptions
{
    public static Option<string[]> Create() => new("--components") { Description = "Assembly with components of your own, or a recsys.yml whose run.assemblies name some; may be repeated. Their code runs in this process.", HelpName = "DLL|recsys.yml" };

    public static void Load(CliRun run, Option<string[]> option)
    {
        foreach (string assembly in run.Get(option) ?? [])
            if (Path.GetExtension(assembly) is ".yml" or ".yaml")
                RecommenderConfiguration.Load(assembly);
            else
                ComponentRegistry.Shared.Load(assembly);
    }
}
