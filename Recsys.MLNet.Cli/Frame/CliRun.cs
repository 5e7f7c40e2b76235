using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Spectre.Console;

namespace Recsys.MLNet.Cli.Frame;

/// <summary>What a command's body works with: parsed values, run settings, stdout for data, stderr for people.</summary>
public sealed class CliRun(ParseResult parsed, CancellationToken cancellation)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Data for scripts goes here and nothing else.</summary>
    public TextWriter Out { get; } = parsed.InvocationConfiguration.Output;

    /// <summary>Messages, tables and progress for people.</summary>
    public TextWriter Error { get; } = parsed.InvocationConfiguration.Error;

    /// <summary>Whether people asked for silence.</summary>
    public bool Quiet { get; } = parsed.GetValue(CommonOptions.Quiet);

    /// <summary>Where the JSON report goes, or null.</summary>
    public string? JsonFile { get; } = parsed.GetValue(CommonOptions.Json);

    /// <summary>Seed, threads, cancellation and a progress line on stderr.</summary>
    public RunSettings Settings { get; } = new()
    {
        Seed = parsed.GetValue(CommonOptions.Seed),
        Threads = parsed.GetValue(CommonOptions.Threads) is var threads && threads >= 0 ? threads : throw new ArgumentException($"--threads is {threads}; expected 0 (all cores) or more."),
        Cancellation = cancellation,
        Progress = parsed.GetValue(CommonOptions.Quiet) ? null : new ProgressLine(parsed.InvocationConfiguration.Error),
    };

    /// <summary>Value of an option, or its default.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>Whether an option was really given, as opposed to having its default.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Value of an argument.</summary>
    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>A line for people, on stderr, unless quiet.</summary>
    public void Say(string message)
    {
        if (Quiet)
            return;
        (Settings.Progress as ProgressLine)?.Clear();
        Error.WriteLine(message);
    }

    /// <summary>A table for people, on stderr, unless quiet.</summary>
    public void Show(Table table)
    {
        if (Quiet)
            return;
        (Settings.Progress as ProgressLine)?.Clear();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Error), Interactive = InteractionSupport.No });
        if (Console.IsErrorRedirected)
            console.Profile.Width = 160; // a file or a pipe has no width of its own
        console.Write(table);
    }

    /// <summary>Writes JSON to stdout.</summary>
    public void Print(JsonNode json) => Out.WriteLine(json.ToJsonString(Indented));

    /// <summary>Writes JSON to the file of <c>--json</c>, aside and renamed, if one was asked for.</summary>
    public void Report(JsonNode json)
    {
        if (JsonFile is null)
            return;
        byte[] text = System.Text.Encoding.UTF8.GetBytes(json.ToJsonString(Indented) + "\n");
        AtomicFile.Write(JsonFile, stream => stream.Write(text));
    }
}
