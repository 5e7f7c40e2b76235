namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>Who goes on to the next rung: asynchronous successive halving, as a function of the results alone.</summary>
/// <remarks>
/// Of the configurations measured on a rung, the best one in η goes on as soon as it is among them; rungs are looked at from
/// the dearest down. Nothing depends on when a result arrived, so a search that was killed goes on as if it had not been.
/// Li and others 2020, "A system for massively parallel hyperparameter tuning", §3 (ASHA).
/// </remarks>
internal static class HalvingSchedule
{
    /// <summary>The configuration to measure on its next rung, or null when no one has earned it.</summary>
    public static TuningTrial? Next(IReadOnlyList<TuningTrial> trials, int rungs, int eta, Func<TuningTrial, int, bool> allowed)
    {
        for (int rung = rungs - 2; rung >= 0; rung--)
        {
            var ranked = Ranked(trials, rung);
            foreach (var trial in ranked.Take(ranked.Count / eta))
                if (trial.Results.Count == rung + 1 && allowed(trial, rung + 1))
                    return trial;
        }
        return null;
    }

    /// <summary>At the end: the best of the dearest rung that has too few above it, until so many finalists have reached the last.</summary>
    public static TuningTrial? NextFinalist(IReadOnlyList<TuningTrial> trials, int rungs, int finalists, Func<TuningTrial, int, bool> allowed)
    {
        for (int rung = rungs - 2; rung >= 0; rung--)
        {
            int above = trials.Count(t => t.Rung > rung);
            if (above >= finalists)
                continue;
            foreach (var trial in Ranked(trials, rung))
                if (trial.Results.Count == rung + 1 && allowed(trial, rung + 1))
                    return trial;
        }
        return null;
    }

    /// <summary>Configurations with a value on a rung, best first, the earlier first among equals.</summary>
    public static List<TuningTrial> Ranked(IReadOnlyList<TuningTrial> trials, int rung) =>
        [.. trials.Where(t => t.Results.Count > rung && !t.Results[rung].Failed).OrderByDescending(t => t.Results[rung].Quality.Value).ThenBy(t => t.Number)];
}
