namespace Recsys.MLNet.Trainers.PositionBias;

/// <summary>How likely each place of a list is looked at, measured from clicks.</summary>
/// <remarks>
/// The position-based model: P(click on item i in context q at place k) = p_k · r_qi, examination times relevance. Results are relative to the place
/// that is looked at most, so that they lie in 0..1 with at least one 1. Places that nothing is known about are NaN.
/// <para>
/// Three ways, in the order in which they deserve trust: <see cref="FromRandomPlaces"/> from an experiment; <see cref="FromInterventions"/> from rankings
/// that changed and put the same item at several places; <see cref="FromExpectationMaximization"/> from any clicks, which must guess apart what the
/// others see apart, and mistakes the taste of the old ranking for examination where it never changed.
/// </para>
/// </remarks>
public static class Examination
{
    /// <summary>From showings whose place was drawn at random: swapped pairs, shuffled lists.</summary>
    /// <param name="shown">Showings of the experiment alone, in which every item was as likely at any of its places.</param>
    /// <param name="places">Places of the list.</param>
    /// <returns>For each place its click rate over the highest. Joachims, Swaminathan and Schnabel 2017, §5.1.</returns>
    public static double[] FromRandomPlaces(IEnumerable<ShownItem> shown, int places)
    {
        var (clicks, shows) = (new double[Positive(places)], new double[places]);
        foreach (var item in Within(shown, places))
        {
            shows[item.Place]++;
            clicks[item.Place] += item.Clicked ? 1 : 0;
        }
        return Relative([.. clicks.Zip(shows, (c, n) => n > 0 ? c / n : double.NaN)]);
    }

    /// <summary>From items that stood at different places because rankings differed, in the same context.</summary>
    /// <remarks>
    /// Intervention harvesting: for each two places k, k′ the items shown at both, each weighted by one over how often it was shown at the place, so
    /// that both places see the same items. Examination and the relevance of each pair's items are then fitted to all pairs at once by maximum
    /// likelihood, clicks as Poisson counts, in closed-form steps that never lower the likelihood. Agarwal, Zaitsev, Wang, Li, Najork and
    /// Joachims 2019, "Estimating position bias without intrusive interventions", §4–5 (AllPairs). The rankings must have differed for reasons
    /// other than the clicks to come: A/B tests, new models, exploration.
    /// </remarks>
    public static double[] FromInterventions(IEnumerable<ShownItem> shown, int places, int steps = 200)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var pairs = new PlacePairs(Positive(places));
        foreach (var byItem in Within(shown, places).GroupBy(s => (s.Context, s.Item)))
            pairs.Add(byItem);
        return Relative(pairs.Fit(steps));
    }

    /// <summary>From any clicks, by guessing for every click that did not happen whether the place was not looked at or the item not wanted.</summary>
    /// <remarks>Expectation maximization of the position-based model with one relevance for each item of a context. Wang, Golbandi, Bendersky, Metzler and Najork 2018, "Position bias estimation for unbiased learning to rank in personal search", §4.</remarks>
    public static double[] FromExpectationMaximization(IEnumerable<ShownItem> shown, int places, int steps = 100)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var rows = Within(shown, Positive(places)).ToArray();
        var groups = new Dictionary<(int, int), int>();
        int[] group = Array.ConvertAll(rows, r => groups.TryGetValue((r.Context, r.Item), out int g) ? g : groups[(r.Context, r.Item)] = groups.Count);
        double[] examined = new double[places], relevance = new double[groups.Count];
        Array.Fill(examined, 0.5);
        Array.Fill(relevance, 0.5);
        for (int step = 0; step < steps; step++)
            Maximize(rows, group, examined, relevance);
        var known = rows.Select(r => r.Place).ToHashSet();
        return Relative([.. examined.Select((p, k) => known.Contains(k) ? p : double.NaN)]);
    }

    private static void Maximize(ShownItem[] rows, int[] group, double[] examined, double[] relevance)
    {
        var (lookedAt, shows) = (new double[examined.Length], new double[examined.Length]);
        var (wanted, times) = (new double[relevance.Length], new double[relevance.Length]);
        for (int i = 0; i < rows.Length; i++)
        {
            double p = examined[rows[i].Place], r = relevance[group[i]], not = 1 - p * r;
            lookedAt[rows[i].Place] += rows[i].Clicked ? 1 : not > 0 ? p * (1 - r) / not : p;
            wanted[group[i]] += rows[i].Clicked ? 1 : not > 0 ? r * (1 - p) / not : r;
            shows[rows[i].Place]++;
            times[group[i]]++;
        }
        for (int k = 0; k < examined.Length; k++)
            if (shows[k] > 0)
                examined[k] = lookedAt[k] / shows[k];
        for (int g = 0; g < relevance.Length; g++)
            relevance[g] = wanted[g] / times[g];
    }

    private static IEnumerable<ShownItem> Within(IEnumerable<ShownItem> shown, int places)
    {
        ArgumentNullException.ThrowIfNull(shown);
        return shown.Where(s => s.Place >= 0
            ? s.Place < places
            : throw new ArgumentException($"Item {s.Item} was shown at place {s.Place}; places count from 0."));
    }

    private static int Positive(int places) =>
        places > 0 ? places : throw new ArgumentOutOfRangeException(nameof(places), places, "A list has at least one place.");

    private static double[] Relative(double[] values)
    {
        double most = values.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (most <= 0)
            throw new InvalidDataException("No click can be compared between places: nothing was clicked, or no item was shown at two places. Collect showings whose places vary, by an experiment or from different rankings.");
        return Array.ConvertAll(values, v => v / most);
    }
}
