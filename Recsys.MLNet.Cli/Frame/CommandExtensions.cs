using System.CommandLine;

namespace Recsys.MLNet.Cli.Frame;

/// <summary>How a command gets its body.</summary>
public static class CommandExtensions
{
    /// <summary>Sets a body that returns an exit code. Exceptions become one line on stderr and the code of <see cref="ExitCode.Of"/>.</summary>
    public static Command OnRun(this Command command, Func<CliRun, int> body)
    {
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var run = new CliRun(parsed, cancellation);
            try
            {
                return body(run);
            }
            finally
            {
                (run.Settings.Progress as ProgressLine)?.Clear();
            }
        }, CancellationToken.None));
        return command;
    }

    /// <summary>As <see cref="OnRun(Command, Func{CliRun, int})"/>, for a body that waits.</summary>
    public static Command OnRun(this Command command, Func<CliRun, Task<int>> body)
    {
        command.SetAction((parsed, cancellation) => body(new CliRun(parsed, cancellation)));
        return command;
    }

    /// <summary>Adds options and arguments and returns the command.</summary>
    public static Command With(this Command command, params ReadOnlySpan<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Option option:
                    command.Add(option);
                    break;
                case Argument argument:
                    command.Add(argument);
                    break;
                case Command sub:
                    command.Add(sub);
                    break;
            }
        }
        return command;
    }
}
