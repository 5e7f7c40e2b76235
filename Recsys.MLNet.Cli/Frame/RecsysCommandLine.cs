using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;

namespace Recsys.MLNet.Cli.Frame;

/// <summary>The command line from arguments to exit code. stdout carries data, stderr everything for people.</summary>
public static class RecsysCommandLine
{
    /// <summary>Runs one command line in this process.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        if (args is ["--version"])
        {
            output.WriteLine(VersionText());
            return ExitCode.Ok;
        }
        var root = new RootCommand("Real-time personalised ranking: from an event log to a personalised, explained top-K.");
        CommonOptions.AddTo(root);
        foreach (var command in CommandList.Create())
            root.Add(command);

        // No response files: a value that begins with @ is a value.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
                error.WriteLine($"recsys: {problem.Message}");
            error.WriteLine($"recsys: see 'recsys {string.Join(' ', CommandPath(parsed.CommandResult))}--help'");
            return ExitCode.BadInput;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure)
        {
            var (code, message) = ExitCode.Of(failure);
            error.WriteLine($"recsys: {message}");
            return code;
        }
    }

    /// <summary>Version and where the ML.NET contracts come from.</summary>
    public static string VersionText()
    {
        var assembly = typeof(RecsysCommandLine).Assembly;
        string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        string contracts = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "MLNetContracts")?.Value ?? "stand-in";
        return $"recsys {version.Split('+')[0]} (ML.NET contracts: {contracts})";
    }

    private static IEnumerable<string> CommandPath(SymbolResult result)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = result; at is CommandResult command && command.Command is not RootCommand; at = at.Parent)
            names.Push(command.Command.Name + " ");
        return names;
    }
}
