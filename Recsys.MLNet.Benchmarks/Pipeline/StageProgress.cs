using System.Diagnostics;

namespace Recsys.MLNet.Benchmarks.Pipeline;

/// <summary>Adds up time and processor time by the stage that a run reports, and notes the working set when it leaves one.</summary>
internal sealed class StageProgress : IProgress<RunProgress>
{
    private readonly Lock _lock = new();
    private readonly List<(string Name, double Seconds, double CpuSeconds, long Bytes)> _stages = [];
    private string _stage = "";
    private long _began;
    private double _cpu;

    /// <summary>The stages in order of first appearance.</summary>
    public IReadOnlyList<(string Name, double Seconds, double CpuSeconds, long Bytes)> Stages => _stages;

    /// <inheritdoc/>
    public void Report(RunProgress value) => Enter(value.Stage);

    /// <summary>A stage begins; nothing happens while it lasts.</summary>
    public void Enter(string stage)
    {
        lock (_lock)
        {
            if (stage == _stage)
                return;
            using var me = Process.GetCurrentProcess();
            double cpu = me.TotalProcessorTime.TotalSeconds;
            if (_stage.Length > 0)
            {
                int at = _stages.FindIndex(s => s.Name == _stage);
                if (at < 0)
                {
                    at = _stages.Count;
                    _stages.Add((_stage, 0, 0, 0));
                }
                var known = _stages[at];
                _stages[at] = (_stage, known.Seconds + Stopwatch.GetElapsedTime(_began).TotalSeconds, known.CpuSeconds + cpu - _cpu, Math.Max(known.Bytes, me.WorkingSet64));
            }
            (_stage, _began, _cpu) = (stage, Stopwatch.GetTimestamp(), cpu);
        }
    }
}
