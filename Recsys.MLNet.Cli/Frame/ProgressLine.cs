using System.Diagnostics;
using System.Globalization;

namespace Recsys.MLNet.Cli.Frame;

/// <summary>Progress on stderr: one rewritten line with a bar on a terminal, one line a stage elsewhere.</summary>
public sealed class ProgressLine(TextWriter error) : IProgress<RunProgress>
{
    private const int BarWidth = 24;
    private readonly Lock _gate = new();
    private readonly bool _terminal = !Console.IsErrorRedirected && ReferenceEquals(error, Console.Error);
    private string? _stage;
    private long _drawn, _began;
    private double _from;
    private int _length;

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        lock (_gate)
        {
            bool newStage = value.Stage != _stage;
            if (!_terminal)
            {
                if (newStage)
                    error.WriteLine($"  {value.Stage} ...");
                _stage = value.Stage;
                return;
            }
            if (!newStage && value.Fraction < 1 && Stopwatch.GetElapsedTime(_drawn).TotalMilliseconds < 100)
                return;
            (_stage, _drawn) = (value.Stage, Stopwatch.GetTimestamp());
            if (newStage)
                (_began, _from) = (_drawn, value.Fraction);
            Draw(Text(value, _from, Stopwatch.GetElapsedTime(_began)));
        }
    }

    /// <summary>Wipes the line, so that a message can take its place.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_length > 0)
                error.Write("\r" + new string(' ', _length) + "\r");
            _length = 0;
        }
    }

    /// <summary>The line: stage, bar, and what is left of the time if it goes on as it did.</summary>
    /// <param name="value">Where the work stands.</param>
    /// <param name="from">Where its stage stood at first.</param>
    /// <param name="elapsed">Time since then.</param>
    internal static string Text(RunProgress value, double from, TimeSpan elapsed)
    {
        string bar = "";
        if (!double.IsNaN(value.Fraction))
        {
            double fraction = Math.Clamp(value.Fraction, 0, 1), made = fraction - from;
            int full = (int)Math.Round(fraction * BarWidth);
            bar = " " + new string('█', full) + new string('░', BarWidth - full) + " " + fraction.ToString("P0", CultureInfo.InvariantCulture);
            if (elapsed.TotalSeconds > 3 && made > 0.01 && fraction < 1)
                bar += $", {Rough(elapsed * ((1 - fraction) / made))} left";
        }
        return $"{value.Stage}{bar} {value.Message}".TrimEnd();
    }

    private static string Rough(TimeSpan time) => time.TotalSeconds < 90 ? FormattableString.Invariant($"{time.TotalSeconds:F0} s")
        : time.TotalMinutes < 90 ? FormattableString.Invariant($"{time.TotalMinutes:F0} min")
        : FormattableString.Invariant($"{time.TotalHours:F1} h");

    private void Draw(string line)
    {
        int width = Console.WindowWidth - 1;
        if (width > 0 && line.Length > width)
            line = line[..width];
        error.Write("\r" + line.PadRight(_length));
        _length = line.Length;
    }
}
