namespace Recsys.MLNet.Trainers.PositionBias;

/// <summary>Clicks of the items that were shown at both of two places, for every two places.</summary>
/// <remarks>
/// <code>
/// n_kk′ = items shown at both k and k′         c_kk′ = Σ over them of (clicks at k / showings at k)
/// c_kk′ ~ Poisson(n_kk′ · p_k · r_kk′)         r_kk′ = r_k′k: the same items, so the same relevance
/// r_kk′ = (c_kk′ + c_k′k) / (n_kk′ · (p_k + p_k′))        p_k = Σ_k′ c_kk′ / Σ_k′ n_kk′ · r_kk′
/// </code>
/// Each of the last two lines maximises the likelihood given the other. Shapes: c and n (K, K), p (K).
/// </remarks>
internal sealed class PlacePairs(int places)
{
    private readonly double[,] _clicks = new double[places, places];
    private readonly double[,] _items = new double[places, places];

    /// <summary>Adds all showings of one item in one context.</summary>
    public void Add(IEnumerable<ShownItem> showings)
    {
        var at = showings.GroupBy(s => s.Place).Select(g => (Place: g.Key, Rate: g.Average(s => s.Clicked ? 1.0 : 0))).ToArray();
        foreach (var (k, rate) in at)
        {
            foreach (var (other, _) in at)
            {
                if (k == other)
                    continue;
                _clicks[k, other] += rate;
                _items[k, other]++;
            }
        }
    }

    /// <summary>Examination of each place up to a common factor; NaN where no item links the place to another.</summary>
    public double[] Fit(int steps)
    {
        var p = new double[places];
        Array.Fill(p, 1);
        for (int step = 0; step < steps; step++)
        {
            var next = new double[places];
            for (int k = 0; k < places; k++)
            {
                double clicks = 0, expected = 0;
                for (int other = 0; other < places; other++)
                {
                    double n = _items[k, other], looked = p[k] + p[other];
                    if (n == 0 || looked <= 0)
                        continue;
                    clicks += _clicks[k, other];
                    expected += (_clicks[k, other] + _clicks[other, k]) / looked;
                }
                next[k] = expected > 0 ? clicks / expected : 0;
            }
            double scale = next.Max();
            p = scale > 0 ? Array.ConvertAll(next, v => v / scale) : next;
        }
        for (int k = 0; k < places; k++)
            if (Enumerable.Range(0, places).All(other => _items[k, other] == 0))
                p[k] = double.NaN;
        return p;
    }
}
