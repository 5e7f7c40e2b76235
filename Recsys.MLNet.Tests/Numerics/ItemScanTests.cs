using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

[TestFixture, Category("Kernel"), Parallelizable(ParallelScope.All)]
public sealed class ItemScanTests
{
    private static readonly int[] Counts = [0, 1, 3, 4, 15, 16, 17, 50];

    [Test]
    public void Rows_and_blocks_score_as_the_definition_does([ValueSource(typeof(TestNumbers), nameof(TestNumbers.Widths))] object width)
    {
        foreach (int factors in TestNumbers.Lengths)
        {
            foreach (int count in Counts)
            {
                float[] query = TestNumbers.Uniform(factors, 1), items = TestNumbers.Uniform(count * factors, 2);
                float[] wanted = new float[count], rows = new float[count], blocks = new float[count];
                RowScores.Reference(query, items, wanted);
                RowScores.Compute(query, items, factors, rows, (SimdWidth)width);
                new ItemBlocks(items, count, factors).Scores(query, blocks, (SimdWidth)width);
                Assert.That(TestNumbers.LargestDifference(rows, wanted), Is.LessThan(2e-5), $"rows, {count} x {factors}");
                Assert.That(TestNumbers.LargestDifference(blocks, wanted), Is.LessThan(2e-5), $"blocks, {count} x {factors}");
            }
        }
    }

    [Test]
    public void A_score_does_not_depend_on_the_place_of_its_row()
    {
        float[] query = TestNumbers.Uniform(37, 1), row = TestNumbers.Uniform(37, 2), items = [.. Enumerable.Repeat(row, 11).SelectMany(r => r)], scores = new float[11];
        RowScores.Compute(query, items, scores);
        Assert.That(scores, Is.All.EqualTo(scores[0]));
    }

    [Test]
    public void Rows_may_lie_apart()
    {
        float[] items = TestNumbers.Uniform(5 * 7, 1), query = [1, 0, 2], scores = new float[5];
        RowScores.Compute(query, items, 7, scores);
        Assert.That(scores, Is.EqualTo(Enumerable.Range(0, 5).Select(i => items[7 * i] + 2 * items[7 * i + 2])).Within(1e-6));
    }

    [Test]
    public void A_search_finds_what_scoring_everything_finds_on_any_number_of_threads()
    {
        const int count = 70_001, factors = 6;
        float[] items = TestNumbers.Uniform(count * factors, 1), query = TestNumbers.Uniform(factors, 2), scores = new float[count];
        var blocks = new ItemBlocks(items, count, factors);
        blocks.Scores(query, scores);
        TopK wanted = new(20), one = new(20), three = new(20);
        wanted.Push(scores);
        blocks.Search(query, one);
        blocks.Search(query, three, threads: 3);
        var expected = Drain(wanted);
        Assert.Multiple(() =>
        {
            Assert.That(Drain(one), Is.EqualTo(expected));
            Assert.That(Drain(three), Is.EqualTo(expected));
        });
    }

    [Test]
    public void Bytes_keep_almost_all_of_the_best_and_every_path_agrees()
    {
        const int count = 3000, factors = 50;
        float[] items = TestNumbers.Uniform(count * factors, 1), query = TestNumbers.Uniform(factors, 2);
        var exact = new TopK(100);
        new ItemBlocks(items, count, factors).Search(query, exact);
        var wanted = Drain(exact).Select(x => x.Item).ToHashSet();
        var quantized = new QuantizedItemBlocks(items, count, factors);
        (int, float)[]? first = null;
        foreach (var path in Enum.GetValues<Int8Path>().Where(Int8Paths.Runs))
        {
            var top = new TopK(100);
            quantized.Search(query, top, 1, path);
            var found = Drain(top);
            first ??= found;
            Assert.That(found, Is.EqualTo(first), $"{path}");
            Assert.That(found.Count(x => wanted.Contains(x.Item)), Is.GreaterThanOrEqualTo(90));
        }
        Assert.That(quantized.Bytes, Is.LessThan(count * factors * 1.3));
    }

    [Test]
    public void A_query_of_another_length_is_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => new ItemBlocks(new float[6], 2, 3).Search(new float[2], new TopK(1)), Throws.ArgumentException.With.Message.Contains("expected 3 factors"));
        Assert.That(() => new QuantizedItemBlocks(new float[6], 2, 3).Search(new float[2], new TopK(1)), Throws.ArgumentException.With.Message.Contains("expected 3 factors"));
        Assert.That(() => new ItemBlocks(new float[5], 2, 3), Throws.ArgumentException.With.Message.Contains("= 6"));
        Assert.That(() => RowScores.Compute(new float[3], new float[8], new float[3]), Throws.ArgumentException.With.Message.Contains("expected 3 rows x 3 factors = 9"));
    });

    private static (int Item, float Score)[] Drain(TopK top)
    {
        int[] items = new int[top.Count];
        float[] scores = new float[top.Count];
        top.Drain(items, scores);
        return [.. items.Zip(scores)];
    }
}
