namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>How long outcomes took, evenly thinned to a bounded number.</summary>
internal sealed class DelaySample
{
    private const int Most = 65_536;
    private readonly List<(long At, long Delay)> _delays = [];
    private int _step = 1, _passed;

    /// <summary>Takes an outcome: when it came, and how long after its request.</summary>
    public void Add(long at, long delay)
    {
        if (_passed++ % _step != 0)
            return;
        _delays.Add((at, delay));
        if (_delays.Count < Most)
            return;
        for (int i = 0; i < Most / 2; i++)
            _delays[i] = _delays[2 * i];
        _delays.RemoveRange(Most / 2, Most - Most / 2);
        _step *= 2;
    }

    /// <summary>The delays of requests before a moment, shortest first.</summary>
    public long[] OfRequestsBefore(long time) => [.. _delays.Where(d => d.At - d.Delay < time).Select(d => d.Delay).Order()];
}
