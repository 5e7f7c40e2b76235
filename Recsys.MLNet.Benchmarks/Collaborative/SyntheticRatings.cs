using Recsys.MLNet.Data;

namespace Recsys.MLNet.Benchmarks.Collaborative;

/// <summary>Ratings 1 to 5 from biases, twelve factors of falling weight and noise, by users and items of very unequal activity; no pair twice.</summary>
/// <remarks>
/// The same numbers as the C++ generator that fitted the peers: splitmix64-seeded xoshiro256**, the cosine branch of Box and Muller.
/// Logarithm and cosine may differ in the last place between platforms, so that single ratings may.
/// </remarks>
public sealed class SyntheticRatings
{
    private const int Factors = 12;

    private SyntheticRatings(InteractionMatrix train, InteractionMatrix test) => (Train, Test) = (train, test);

    public InteractionMatrix Train { get; }

    public InteractionMatrix Test { get; }

    public static SyntheticRatings Create(int users, int items, int train, int test, ulong seed)
    {
        var random = new GeneratorRandom(seed, 7);
        float[] p = random.Normals((long)users * Factors, 1), q = random.Normals((long)items * Factors, 1);
        float[] userBias = random.Normals(users, .35), itemBias = random.Normals(items, .45);
        var scale = new double[Factors];
        for (int k = 0; k < Factors; k++)
            scale[k] = .32 * Math.Pow(.85, k);
        double[] userShare = Shares(users, .75, users * .02), itemShare = Shares(items, .95, items * .01);
        int[] userOrder = random.Permutation(users), itemOrder = random.Permutation(items);
        int count = train + test;
        int[] user = new int[count], item = new int[count];
        float[] rating = new float[count];
        var seen = new HashSet<long>(count);
        for (int n = 0; n < count;)
        {
            int u = Pick(userShare, userOrder, random), i = Pick(itemShare, itemOrder, random);
            if (!seen.Add((long)u << 32 | (uint)i))
                continue;
            double mean = 3.55 + userBias[u] + itemBias[i];
            for (int k = 0; k < Factors; k++)
                mean += scale[k] * p[u * Factors + k] * q[i * Factors + k];
            double value = Math.Round(mean + .75 * random.Normal(), MidpointRounding.AwayFromZero);
            (user[n], item[n], rating[n++]) = (u, i, (float)Math.Clamp(value, 1, 5));
        }
        return new(
            InteractionMatrix.FromTriples(users, items, user.AsSpan(0, train), item.AsSpan(0, train), rating.AsSpan(0, train)),
            InteractionMatrix.FromTriples(users, items, user.AsSpan(train), item.AsSpan(train), rating.AsSpan(train)));
    }

    private static double[] Shares(int count, double exponent, double offset)
    {
        var sums = new double[count];
        double total = 0;
        for (int i = 0; i < count; i++)
            sums[i] = total += Math.Pow(i + offset, -exponent);
        for (int i = 0; i < count; i++)
            sums[i] /= total;
        return sums;
    }

    private static int Pick(double[] shares, int[] order, GeneratorRandom random)
    {
        int at = Array.BinarySearch(shares, random.Uniform());
        return order[Math.Min(at < 0 ? ~at : at, order.Length - 1)];
    }
}
