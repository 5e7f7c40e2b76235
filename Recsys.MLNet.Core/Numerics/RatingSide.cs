namespace Recsys.MLNet.Numerics;

/// <summary>One side of a factorization of ratings while it is fitted, in the order of <see cref="RatingBlocks"/>.</summary>
/// <param name="Rows">Vectors, (rows, F).</param>
/// <param name="Bias">Biases, (rows).</param>
/// <param name="Lambda">Each row's pull towards 0, (rows).</param>
internal readonly record struct RatingSide(RowMatrix Rows, float[] Bias, float[] Lambda)
{
    /// <summary>λ of each row from how many ratings it has: λ·(n / mean n)^(ν − 1).</summary>
    public static float[] Lambdas(ReadOnlySpan<int> rowOf, int rows, float lambda, float exponent)
    {
        var counts = new int[rows];
        foreach (int row in rowOf)
            counts[row]++;
        double mean = (double)rowOf.Length / Math.Max(1, counts.Count(c => c > 0));
        return Array.ConvertAll(counts, n => (float)(lambda * Math.Pow(Math.Max(1, n) / mean, exponent - 1)));
    }
}
