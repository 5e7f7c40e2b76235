namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Remembers the best round and says when to stop waiting for a better one.</summary>
internal sealed class EarlyStopping(LambdaRankOptions options)
{
    private readonly double _sign = TreeMetrics.HigherIsBetter(options) ? 1 : -1;
    private double _best = double.NegativeInfinity;

    /// <summary>Trees of the best round.</summary>
    public int Best { get; private set; }

    public bool ShouldStop(int trees, double value)
    {
        if (_sign * value > _best + options.EarlyStoppingMinDelta || Best == 0)
        {
            _best = _sign * value;
            Best = trees;
        }
        return options.EarlyStoppingRounds > 0 && trees - Best >= options.EarlyStoppingRounds;
    }
}
