using System.Diagnostics;

namespace Recsys.MLNet.Tests.Cli;

/// <summary>The command line as a process of its own, from the output of its own project.</summary>
internal static class RecsysProcess
{
    public static Process Start(params string[] arguments)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(here.Parent!.Parent!.FullName, "Recsys.MLNet.Cli", here.Name, "recsys.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }
}
