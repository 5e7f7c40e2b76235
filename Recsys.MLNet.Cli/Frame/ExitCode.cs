using System.Text.Json;

namespace Recsys.MLNet.Cli.Frame;

/// <summary>What the process tells its caller.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>Failed for a reason that is not the caller's: a full disk, a server that went away.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage or bad input; the message names file, line and field.</summary>
    public const int BadInput = 2;

    /// <summary>An update was trained but is worse than what it would replace.</summary>
    public const int NotPromoted = 3;

    /// <summary>Interrupted.</summary>
    public const int Interrupted = 130;

    /// <summary>The code and the one line that a failure deserves; never a stack trace.</summary>
    public static (int Code, string Message) Of(Exception failure) => failure switch
    {
        OperationCanceledException => (Interrupted, "interrupted; nothing was written"),
        AggregateException { InnerExceptions: [var only] } => Of(only),
        UnauthorizedAccessException => (BadInput, $"{failure.Message} Check the permissions, and that the path is not a directory."),
        ArgumentException or InvalidDataException or FileNotFoundException or DirectoryNotFoundException or ModelFormatException or SchemaMismatchException
            or JsonException => (BadInput, OneLine(failure.Message)),
        IOException or HttpRequestException => (Failed, OneLine(failure.Message)),
        NotSupportedException or PlatformNotSupportedException => (BadInput, OneLine(failure.Message)),
        _ => (Failed, $"{failure.GetType().Name}: {OneLine(failure.Message)}"),
    };

    private static string OneLine(string message) => message.ReplaceLineEndings("; ");
}
