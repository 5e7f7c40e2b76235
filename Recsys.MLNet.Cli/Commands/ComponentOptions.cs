using System.CommandLine;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.Cli.Commands;

/// <summary>The option that names assemblies with components.</summary>
internal static class ComponentOptions
{
    public static Option<string[]> Create() => new("--components") { Description = "Assembly with components of your own; may be repeated. Its code runs in this process.", HelpName = "DLL" };

    public static void Load(CliRun run, Option<string[]> option)
    {
        foreach (string assembly in run.Get(option) ?? [])
            ComponentRegistry.Shared.Load(assembly);
    }
}
