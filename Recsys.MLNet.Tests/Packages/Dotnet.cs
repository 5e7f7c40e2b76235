using System.Diagnostics;

namespace Recsys.MLNet.Tests.Packages;

/// <summary>Runs programs as users do, and waits for them.</summary>
internal static class Dotnet
{
    /// <summary>Runs <c>dotnet</c> in a folder; its exit code and everything it printed.</summary>
    public static (int Code, string Output) Run(string folder, params string[] arguments) => Program("dotnet", folder, arguments);

    /// <summary>Runs <c>dotnet</c> and expects it to succeed.</summary>
    public static string Succeeds(string folder, params string[] arguments)
    {
        var (code, output) = Run(folder, arguments);
        Assert.That(code, Is.Zero, $"dotnet {string.Join(' ', arguments)}\n{output}");
        return output;
    }

    /// <summary>Runs a program in a folder.</summary>
    public static (int Code, string Output) Program(string program, string folder, params string[] arguments)
    {
        using var process = Start(program, folder, arguments);
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    /// <summary>Starts a program whose outputs the caller reads.</summary>
    public static Process Start(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // nothing keeps running after the test
        return Process.Start(start)!;
    }
}
