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
    private long _drawn;
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
            Draw(value);
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

    private void Draw(RunProgress value)
    {
        string bar = "";
        if (!double.IsNaN(value.Fraction))
        {
            int full = (int)Math.Round(Math.Clamp(value.Fraction, 0, 1) * BarWidth);
            bar = " " + new string('█', full) + new string('░', BarWidth - full) + " " + value.Fraction.ToString("P0", CultureInfo.InvariantCulture);
        }
        string line = $"{value.Stage}{bar} {value.Message}".TrimEnd();
        int width = Console.WindowWidth - 1;
        if (width > 0 && line.Length > width)
            line = line[..width];
        error.Write("\r" + line.PadRight(_length));
        _length = line.Length;
    }
}
