using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>Proposes the next point of a space from what was measured: tree-structured Parzen estimator.</summary>
/// <remarks>
/// <code>
/// l(x) = mean over good points of K(x, point), mixed with one even part      g(x) the same over the other points
/// next = the draw from l with the largest l(x) ÷ g(x)
/// </code>
/// K is a product over parameters: for a range a normal density on the unit interval whose width is that of the points' spread
/// (Scott's rule, at least <see cref="Narrowest"/>), for a choice the share of the points with that value. A parameter without
/// meaning at a point takes no part there. Cost O(draws · points · parameters).
/// Bergstra and others 2011, "Algorithms for hyper-parameter optimization", §4.
/// </remarks>
internal static class ParzenSampler
{
    private const int Draws = 32;
    private const double GoodShare = 0.25, Narrowest = 0.06, EvenWeight = 1;

    /// <summary>A point that the good ones among the measured make likely and the others do not.</summary>
    /// <param name="space">The space.</param>
    /// <param name="measured">Points, best first.</param>
    /// <param name="random">The stream of this proposal.</param>
    public static SearchPoint Propose(SearchSpace space, IReadOnlyList<SearchPoint> measured, RandomStream random)
    {
        int good = Math.Max(1, (int)Math.Ceiling(measured.Count * GoodShare));
        SearchPoint? best = null;
        double bestRatio = double.NegativeInfinity;
        var (likely, unlikely) = (measured.Take(good).ToList(), measured.Skip(good).ToList());
        for (int d = 0; d < Draws; d++)
        {
            var candidate = space.At(p => Draw(p, likely, random));
            double ratio = LogDensity(space, likely, candidate) - LogDensity(space, unlikely, candidate);
            if (ratio > bestRatio)
                (best, bestRatio) = (candidate, ratio);
        }
        return best!;
    }

    private static double Draw(SearchParameter parameter, List<SearchPoint> points, RandomStream random)
    {
        double[] places = Places(parameter, points);
        int pick = random.NextInt(places.Length + 1);
        double even = random.NextDouble(), normal = random.NextGaussian(); // both always drawn: one parameter's draw does not shift another's
        if (pick == places.Length)
            return even;
        return parameter.Kind == ParameterKind.Choice ? places[pick] : Reflect(places[pick] + normal * Width(places));
    }

    internal static double LogDensity(SearchSpace space, List<SearchPoint> points, SearchPoint at)
    {
        double sum = 0;
        foreach (var parameter in space.Parameters)
        {
            if (at[parameter.Name] is not { } value)
                continue;
            double[] places = Places(parameter, points);
            double place = parameter.Place(value), density;
            if (parameter.Kind == ParameterKind.Choice)
            {
                int same = places.Count(p => Math.Abs(p - place) < 1e-9);
                density = (same + EvenWeight / parameter.Choices.Count) / (places.Length + EvenWeight);
            }
            else
            {
                double width = Width(places), total = EvenWeight;
                foreach (double p in places)
                    total += Normal(place, p, width) + Normal(place, -p, width) + Normal(place, 2 - p, width); // what is reflected at the ends
                density = total / (places.Length + EvenWeight);
            }
            sum += Math.Log(density);
        }
        return sum;
    }

    private static double[] Places(SearchParameter parameter, List<SearchPoint> points) =>
        [.. points.Select(p => p[parameter.Name]).Where(v => v is not null).Select(v => parameter.Place(v!))];

    private static double Width(double[] places)
    {
        if (places.Length < 2)
            return 0.2;
        double mean = places.Average();
        double deviation = Math.Sqrt(places.Average(p => (p - mean) * (p - mean)));
        return Math.Max(Narrowest, 1.06 * deviation * Math.Pow(places.Length, -0.2));
    }

    private static double Normal(double x, double mean, double width)
    {
        double z = (x - mean) / width;
        return Math.Exp(-0.5 * z * z) / (width * Math.Sqrt(2 * Math.PI));
    }

    private static double Reflect(double place)
    {
        if (place < 0)
            place = -place;
        return place > 1 ? Math.Max(0, 2 - place) : place;
    }
}
