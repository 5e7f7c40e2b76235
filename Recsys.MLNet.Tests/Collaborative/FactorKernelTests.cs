using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture]
[Category("Kernel")]
public sealed class FactorKernelTests
{
    private static readonly int[] Widths = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33, 64, 100];

    private static float[] Normals(int count, string name)
    {
        var random = new RandomStream(1, name);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
    }

    [TestCaseSource(nameof(Widths))]
    public void Row_scores_agree_with_their_definition(int f)
    {
        foreach (int n in (int[])[0, 1, 3, 4, 6, 9])
        {
            float[] query = Normals(f, "q"), items = Normals(n * f, "i"), fast = new float[n], slow = new float[n];
            RowScores.Compute(query, items, fast);
            RowScores.Reference(query, items, slow);
            Assert.That(fast, Is.EqualTo(slow).Within(1e-5 * f));
        }
    }

    [TestCaseSource(nameof(Widths))]
    public void Symmetric_update_agrees_with_its_definition(int f)
    {
        foreach (int n in (int[])[0, 1, 5, 64, 130])
        {
            float[] y = Normals(n * f, "y"), fast = Normals(f * f, "h"), slow = (float[])fast.Clone();
            SymmetricUpdate.Add(y, n, f, fast, f);
            SymmetricUpdate.Reference(y, n, f, slow, f);
            for (int i = 0; i < f; i++)
                Assert.That(fast[(i * f + i)..((i + 1) * f)], Is.EqualTo(slow[(i * f + i)..((i + 1) * f)]).Within(1e-3));
        }
    }

    [TestCaseSource(nameof(Widths))]
    public void Cholesky_agrees_with_its_definition(int f)
    {
        float[] a = Positive(f), copy = (float[])a.Clone(), b = Normals(f, "b"), expected = (float[])b.Clone();
        Assert.That(SmallCholesky.Reference(copy, f, expected) && SmallCholesky.Solve(a, f, b), Is.True);
        Assert.That(b, Is.EqualTo(expected).Within(1e-3));
    }

    [Test]
    public void A_singular_system_is_reported_and_gives_no_NaN()
    {
        float[] a = [1, 1, 1, 1], b = [1, 2];
        Assert.That(SmallCholesky.Solve(a, 2, b), Is.False);
        Assert.That(SmallCholesky.Solve([float.NaN], 1, new float[1]), Is.False);
    }

    [TestCaseSource(nameof(Widths))]
    public void Descending_in_blocks_reaches_the_exact_solution(int f)
    {
        var y = new RowMatrix(20, f, Normals(20 * f, "y"));
        float[] gram = GramMatrix.Compute(y, 0.1f, RunSettings.Default);
        int[] entries = [1, 3, 4, 9, 17];
        float[] weights = [1, 2, 0.5f, 3, 0], exact = new float[f], descended = new float[f];
        var scratch = new LeastSquaresScratch(f);
        Assert.That(LeastSquaresKernel.Solve(y, gram, 2, entries, weights, [], exact, scratch), Is.True);
        double last = Objective(y, gram, 2, entries, weights, descended);
        for (int sweep = 0; sweep < 200; sweep++)
        {
            Assert.That(LeastSquaresKernel.Descend(y, gram, 2, entries, weights, [], descended, 16, scratch), Is.True);
            double now = Objective(y, gram, 2, entries, weights, descended);
            Assert.That(now, Is.LessThanOrEqualTo(last + 1e-4));
            last = now;
        }
        Assert.That(descended, Is.EqualTo(exact).Within(2e-3));
    }

    [TestCaseSource(nameof(Widths))]
    public void The_pairwise_step_is_the_gradient_by_finite_differences(int f)
    {
        const float Rate = 1e-3f, User = 0.03f, Item = 0.05f, H = 1e-3f;
        float[][] rows = [Normals(f, "p"), Normals(f, "a"), Normals(f, "b")];
        float[][] moved = [.. rows.Select(r => (float[])r.Clone())];
        float margin = PairwiseKernel.Margin(ref moved[0][0], ref moved[1][0], ref moved[2][0], f);
        PairwiseKernel.Step(ref moved[0][0], ref moved[1][0], ref moved[2][0], f, 1 / (1 + MathF.Exp(margin)), Rate, User, Item);
        for (int r = 0; r < 3; r++)
        {
            for (int k = 0; k < f; k += Math.Max(1, f / 5))
            {
                double Loss(float by)
                {
                    float[][] at = [.. rows.Select(x => (float[])x.Clone())];
                    at[r][k] += by;
                    double x = 0, u = 0, i = 0;
                    for (int n = 0; n < f; n++)
                    {
                        x += at[0][n] * ((double)at[1][n] - at[2][n]);
                        u += (double)at[0][n] * at[0][n];
                        i += (double)at[1][n] * at[1][n] + (double)at[2][n] * at[2][n];
                    }
                    return Math.Log(1 + Math.Exp(-x)) + User / 2 * u + Item / 2 * i;
                }
                double slope = (Loss(H) - Loss(-H)) / (2 * H);
                Assert.That((moved[r][k] - rows[r][k]) / -Rate, Is.EqualTo(slope).Within(5e-3 * Math.Max(1, Math.Abs(slope))));
            }
        }
    }

    private static float[] Positive(int f)
    {
        float[] y = Normals(3 * f * f, "spd"), a = new float[f * f];
        SymmetricUpdate.Reference(y, 3 * f, f, a, f);
        for (int i = 0; i < f; i++)
            a[i * f + i] += 1;
        return a;
    }

    private static double Objective(RowMatrix y, float[] gram, float ridge, int[] entries, float[] weights, float[] x)
    {
        double sum = 0;
        int f = x.Length;
        for (int i = 0; i < f; i++)
        {
            sum += ridge * x[i] * x[i];
            for (int j = 0; j < f; j++)
                sum += (double)x[i] * gram[i * f + j] * x[j];
        }
        for (int n = 0; n < entries.Length; n++)
        {
            double miss = 1;
            for (int k = 0; k < f; k++)
                miss -= y.Row(entries[n])[k] * x[k];
            sum += weights[n] * miss * miss;
        }
        return sum;
    }
}
