using Recsys.MLNet.ModelBuilder.Evaluation;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>Which configuration to try next: first the recommender as it is without a search, then earlier winners, then every quick model as it comes, then more of what does well, slow models in between.</summary>
/// <remarks>
/// A function of seed, number and results, never of time. Models are drawn in proportion to how many of their configurations
/// are in the best quarter of each rung, plus a little for those that are not; within a model every fourth point is
/// random, the others come from <see cref="ParzenSampler"/> once it has enough to go by.
/// </remarks>
internal sealed class ConfigurationSampler(IReadOnlyList<KnownModel> models, IReadOnlyDictionary<string, SearchSpace> spaces, IReadOnlyList<(string Model, SearchPoint Point)> warm, RunSettings run)
{
    // Minutes each on a hundred thousand interactions: they wait until the quick ones have shown what is to be beaten.
    private static readonly HashSet<string> Slow = new(StringComparer.Ordinal) { "pipeline", "hybrid-mf", "svdpp", "ncf", "sequence", "text-encoder", "text" };
    private const string Pipeline = "pipeline";
    private const int SlowEvery = 3; // then one of them comes on so many configurations

    private const double Unproven = 0.25; // what a model without a good configuration counts
    private const int Tries = 20; // draws until a point is new

    /// <summary>The configuration of the next number, or null when every model has been tried and none has options to vary.</summary>
    public TuningTrial? Next(IReadOnlyList<TuningTrial> trials, int rungs)
    {
        int number = trials.Count;
        if (number == 0 && models.Any(m => m.Name == Pipeline))
            return Trial(number, Pipeline, spaces[Pipeline].Usual, TuningTrial.UsualOrigin);
        foreach (var (model, point) in warm)
            if (spaces.ContainsKey(model) && spaces[model].Holds(point) && !Tried(trials, model, point))
                return Trial(number, model, point, "warm");
        var untried = models.Where(m => !Tried(trials, m.Name, spaces[m.Name].Start)).OrderBy(m => Slow.Contains(m.Name)).ThenBy(m => m.Name != Pipeline).ToList();
        if (untried.Count > 0 && (!Slow.Contains(untried[0].Name) || number % SlowEvery == 0))
            return Trial(number, untried[0].Name, spaces[untried[0].Name].Start, "start");
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            var random = run.Random("tune.next", (long)number * Tries + attempt);
            if (PickModel(trials, rungs, random.NextDouble()) is not { } model)
                break;
            var space = spaces[model];
            var measured = Measured(trials, model, space, rungs);
            bool guided = measured.Count >= 4 + space.Parameters.Count / 2 && number % 4 != 3;
            var point = guided ? ParzenSampler.Propose(space, measured, random) : space.Draw(random);
            if (!Tried(trials, model, point))
                return Trial(number, model, point, guided ? "model" : "random");
        }
        return untried.Count > 0 ? Trial(number, untried[0].Name, spaces[untried[0].Name].Start, "start") : null;
    }

    private TuningTrial Trial(int number, string model, SearchPoint point, string origin) => new(number, model, point, spaces[model].Changed(point), origin);

    private string? PickModel(IReadOnlyList<TuningTrial> trials, int rungs, double unit)
    {
        // A model whose usual options could not be measured is left alone; one not begun yet waits for its turn.
        var open = models.Where(m => spaces[m.Name].Parameters.Count > 0 && trials.Any(t => t.Model == m.Name && t.Rung >= 0)).ToList();
        var weights = open.Select(_ => Unproven).ToArray();
        for (int rung = 0; rung < rungs; rung++)
        {
            var ranked = HalvingSchedule.Ranked(trials, rung);
            foreach (var trial in ranked.Take((ranked.Count + 3) / 4))
                if (open.FindIndex(m => m.Name == trial.Model) is >= 0 and var m)
                    weights[m]++;
        }
        double at = unit * weights.Sum();
        for (int m = 0; m < weights.Length; m++)
            if ((at -= weights[m]) < 0)
                return open[m].Name;
        return open.Count > 0 ? open[^1].Name : null;
    }

    // The dearest rung that tells enough; values of different rungs do not compare.
    private static List<SearchPoint> Measured(IReadOnlyList<TuningTrial> trials, string model, SearchSpace space, int rungs)
    {
        List<TuningTrial> ranked = [];
        for (int rung = rungs - 1; rung >= 0; rung--)
        {
            ranked = [.. HalvingSchedule.Ranked(trials, rung).Where(t => t.Model == model)];
            if (ranked.Count >= 4 + space.Parameters.Count / 2)
                break;
        }
        return [.. ranked.Select(t => t.Point)];
    }

    private static bool Tried(IReadOnlyList<TuningTrial> trials, string model, SearchPoint point) => trials.Any(t => t.Model == model && t.Point.Equals(point));
}
