using System.Diagnostics;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>What time allows. Under a number of trials everything: then no decision depends on time.</summary>
internal sealed class TuningClock(TuningOptions options, TuningData data, double spentBefore)
{
    private const double Margin = 1.3; // fits on more data take somewhat more than in proportion
    private readonly long _began = Stopwatch.GetTimestamp();

    private bool Unlimited => options.Trials > 0;

    /// <summary>Seconds used, earlier runs of the same search included.</summary>
    public double Spent => spentBefore + Stopwatch.GetElapsedTime(_began).TotalSeconds;

    /// <summary>Seconds left for trying, after what the final judgement will take.</summary>
    public double Left(IReadOnlyList<TuningTrial> trials) => Unlimited ? double.PositiveInfinity : options.BudgetSeconds - Spent - Math.Min(0.5 * options.BudgetSeconds, Judgement(trials));

    /// <summary>Whether measuring a configuration on a rung is expected to fit.</summary>
    public bool Allows(IReadOnlyList<TuningTrial> trials, TuningTrial trial, int rung) => Unlimited || Expected(trials, trial, rung) <= Left(trials);

    /// <summary>Most seconds that one measurement may take: one slow model must not use up the time of all others.</summary>
    public double Longest(IReadOnlyList<TuningTrial> trials, TuningTrial trial) =>
        Unlimited ? double.PositiveInfinity : Math.Max(1, Math.Min(Left(trials), options.BudgetSeconds * (trial.IsUsual ? 0.6 : trial.Results.Count == 0 ? 0.2 : 0.4)));

    // From the same configuration one rung below, else from others of its model on this rung, else 0: unknown is tried.
    private double Expected(IReadOnlyList<TuningTrial> trials, TuningTrial trial, int rung)
    {
        if (rung > 0 && trial.Results.Count >= rung)
        {
            double splits = (double)data.At(rung).Experiments.Count / data.At(rung - 1).Experiments.Count;
            return trial.Results[rung - 1].Seconds * splits * Margin * data.Rungs[rung].UserShare / data.Rungs[rung - 1].UserShare;
        }
        var alike = trials.Where(t => t.Model == trial.Model && t.Results.Count > rung && !t.Results[rung].Failed).Select(t => t.Results[rung].Seconds).ToList();
        return alike.Count > 0 ? alike.Average() : 0;
    }

    private double Judgement(IReadOnlyList<TuningTrial> trials)
    {
        int top = trials.Select(t => t.Rung).DefaultIfEmpty(-1).Max();
        if (top < 0)
            return 0.1 * options.BudgetSeconds;
        // The winner, and beside it the recommender as it is without a search.
        var best = HalvingSchedule.Ranked(trials, top)[0];
        double seconds = Judgement(best, top);
        return seconds + (trials.FirstOrDefault(t => t.IsUsual && t != best && t.Rung == top) is { } usual ? Judgement(usual, top) : 0);
    }

    private double Judgement(TuningTrial trial, int top)
    {
        var best = trial.Results[top];
        int experiments = data.At(top).Experiments.Count;
        double asked = options.Evaluation.MaxUsers > 0 ? options.Evaluation.MaxUsers : data.Log.Users.Count;
        return Margin * (best.FitSeconds / experiments / data.Rungs[top].UserShare + best.ScoreSeconds / experiments * Math.Max(1, asked / Math.Max(1, data.At(top).Users)));
    }
}
