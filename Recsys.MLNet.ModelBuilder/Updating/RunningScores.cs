namespace Recsys.MLNet.ModelBuilder.Updating;

/// <summary>Mean and deviation of scores, one at a time (Welford).</summary>
internal sealed class RunningScores
{
    private long _count;
    private double _squares;

    public double Mean { get; private set; }

    public double Deviation => _count > 1 ? Math.Sqrt(_squares / (_count - 1)) : 0;

    public void Add(double score)
    {
        if (!double.IsFinite(score))
            return;
        double from = score - Mean;
        Mean += from / ++_count;
        _squares += from * (score - Mean);
    }
}
