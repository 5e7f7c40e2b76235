using Recsys.MLNet.Numerics;
using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Reranking;

/// <summary>Leaves room for chance after everything else, and writes down with which probability each item got its place.</summary>
/// <remarks>
/// <code>
/// slot:            P(place K = the list's own) = 1 − ε      P(place K = one of the m below) = ε / m      all others 1
/// Plackett–Luce:   P(next = c | places above) = w_c / Σ_{not yet placed} w      w_c = (1 + rank of c)^(−1/τ)
/// Thompson:        see <see cref="ThompsonDraw"/>; no probabilities
/// </code>
/// A propensity is the probability of the item at its place given the places above it; that of the list is their product. The draw hangs on
/// the request's seed alone, so that the same request is answered alike again.
/// </remarks>
public sealed class Exploration(ExplorationOptions options, NewItemOptions? newItems = null) : IReranker
{
    /// <summary>A caller who names candidates gets the ranker's order.</summary>
    public bool AppliesTo(bool callersCandidates) => !callersCandidates;

    /// <inheritdoc/>
    public void Reorder(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        var order = candidates.Order;
        int k = Math.Min(request.Count, order.Length);
        k -= newItems is null ? 0 : NewItemQuota.PlacesOf(newItems, k); // those places are drawn afterwards
        int pool = Math.Min(options.Pool, order.Length - k);
        if (options.Kind == ExplorationKind.None || k == 0)
            return;
        var random = new RandomStream(unchecked((int)request.Seed), "explore", (long)(request.Seed >> 32));
        if (options.Kind == ExplorationKind.Thompson)
        {
            ThompsonDraw.Reorder(request, candidates, k + pool, options.Temperature, random);
            return;
        }
        var propensities = candidates.Propensities;
        if (options.Kind == ExplorationKind.Slot)
        {
            for (int i = 0; i < k; i++)
                propensities[order[i]] = 1;
            if (pool == 0)
                return;
            bool explore = random.NextDouble() < options.Epsilon;
            int chosen = explore ? k + random.NextInt(pool) : k - 1;
            (order[k - 1], order[chosen]) = (order[chosen], order[k - 1]);
            propensities[order[k - 1]] = explore ? options.Epsilon / pool : 1 - options.Epsilon;
            return;
        }
        int n = k + pool;
        Span<double> weights = n <= 512 ? stackalloc double[n] : new double[n];
        double left = 0;
        for (int i = 0; i < n; i++)
            left += weights[i] = Math.Pow(i + 1, -1 / options.Temperature);
        for (int place = 0; place < k; place++)
        {
            double mark = random.NextDouble() * left;
            int next = place;
            for (double sum = weights[next]; sum < mark && next < n - 1;)
                sum += weights[++next];
            propensities[order[next]] = (float)(weights[next] / left);
            left = Math.Max(left - weights[next], double.Epsilon);
            var (item, weight) = (order[next], weights[next]);
            for (int i = next; i > place; i--)
                (order[i], weights[i]) = (order[i - 1], weights[i - 1]);
            (order[place], weights[place]) = (item, weight);
        }
    }
}
