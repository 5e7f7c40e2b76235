using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

[TestFixture, Category("Kernel"), Parallelizable(ParallelScope.All)]
public sealed class WeightedRowsTests
{
    [Test]
    public void Every_width_agrees_with_the_definition([Values((int)SimdWidth.Scalar, (int)SimdWidth.Bits128, (int)SimdWidth.Bits256, (int)SimdWidth.Bits512)] int width, [Values(1, 3, 8, 16, 17, 64, 100)] int columns, [Values(0, 1, 5)] int rows)
    {
        var random = new RandomStream(columns, "rows");
        int ld = columns + 3;
        float[] weights = [.. Enumerable.Range(0, rows).Select(_ => random.NextFloat())], matrix = [.. Enumerable.Range(0, Math.Max(0, rows * ld - 3)).Select(_ => (float)random.NextGaussian())];
        float[] wanted = new float[columns], found = new float[columns];
        WeightedRows.Reference(weights, matrix, ld, wanted);
        WeightedRows.Compute(weights, matrix, ld, found, (SimdWidth)width);
        Assert.That(found, Is.EqualTo(wanted).Within(1e-5));
    }

    [Test]
    public void Too_few_values_are_refused() => Assert.That(() => WeightedRows.Compute([1, 2], new float[5], 3, new float[3]), Throws.ArgumentException.With.Message.Contains("expected 2 rows x 3 = 6"));
}
