using Recsys.MLNet.Indexing;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Tests.Indexing;

/// <summary>What every vector index owes its callers.</summary>
public abstract class VectorIndexContract
{
    private const int Items = 1500, Factors = 24, K = 10;

    protected abstract IVectorIndex Build(RowMatrix vectors, VectorMetric metric);

    protected abstract IVectorIndex Empty(int factors, VectorMetric metric);

    /// <summary>The share of the true best that must be found.</summary>
    protected abstract double Recall { get; }

    [Test]
    public void Search_finds_what_a_look_at_every_vector_finds([Values] VectorMetric metric)
    {
        var table = Vectors.Clustered(Items, Factors);
        var index = Build(table, metric);
        Assert.That(Vectors.Recall(index, table, Vectors.Clustered(100, Factors, seed: 2), K), Is.GreaterThanOrEqualTo(Recall));
        Assert.That(index.Count, Is.EqualTo(Items));
    }

    [Test]
    public void Scores_are_the_metric_and_fall([Values] VectorMetric metric)
    {
        var table = Vectors.Clustered(Items, Factors);
        var (items, scores, query) = (new int[K], new float[K], Vectors.Clustered(1, Factors, seed: 3).Row(0).ToArray());
        int found = Build(table, metric).Search(query, items, scores);
        Assert.That(found, Is.EqualTo(K));
        Assert.That(scores, Is.Ordered.Descending);
        for (int i = 0; i < K; i++)
            Assert.That(scores[i], Is.EqualTo(Vectors.Score(metric, query, table.Row(items[i]))).Within(1e-3 * Math.Max(1, Math.Abs(scores[i]))));
    }

    [Test]
    public void Items_can_be_added_changed_and_taken_out([Values] VectorMetric metric)
    {
        var table = Vectors.Clustered(1500, Factors);
        var index = Empty(Factors, metric);
        var now = new Dictionary<int, float[]>();
        var random = new RandomStream(5, "changes");
        for (int step = 0; step < 1500; step++)
        {
            int item = random.NextInt(300);
            if (random.NextInt(4) == 0)
            {
                Assert.That(index.Remove(item), Is.EqualTo(now.Remove(item)));
                continue;
            }
            float[] vector = table.Row(step).ToArray();
            index.Set(item, vector);
            now[item] = vector;
        }
        Assert.That(index.Count, Is.EqualTo(now.Count));
        Assert.That(Enumerable.Range(0, 300).Where(index.Contains), Is.EquivalentTo(now.Keys));
        int hits = 0;
        var (items, scores) = (new int[K], new float[K]);
        foreach (var query in Enumerable.Range(0, 40).Select(i => Vectors.Clustered(40, Factors, seed: 4).Row(i).ToArray()))
        {
            var best = now.OrderByDescending(v => Vectors.Score(metric, query, v.Value)).ThenBy(v => v.Key).Take(K).Select(v => v.Key).ToArray();
            Assert.That(index.Search(query, items, scores), Is.EqualTo(K));
            Assert.That(items, Is.Unique);
            hits += items.Intersect(best).Count();
        }
        Assert.That(hits / (40.0 * K), Is.GreaterThanOrEqualTo(Recall));
    }

    [Test]
    public void Only_allowed_items_are_found_however_few_they_are([Values(2, 50, 400)] int every)
    {
        var table = Vectors.Clustered(Items, Factors);
        var index = Build(table, VectorMetric.Cosine);
        var (items, scores) = (new int[K], new float[K]);
        int hits = 0, wanted = 0;
        foreach (int q in Enumerable.Range(0, 20))
        {
            var query = Vectors.Clustered(20, Factors, seed: 6).Row(q).ToArray();
            var best = Enumerable.Range(0, Items).Where(i => i % every == 0).OrderByDescending(i => Vectors.Score(VectorMetric.Cosine, query, table.Row(i))).Take(K).ToArray();
            int found = index.Search(query, items, scores, allow: i => i % every == 0);
            Assert.That(items[..found], Has.All.Matches<int>(i => i % every == 0));
            Assert.That(found, Is.EqualTo(best.Length));
            hits += items[..found].Intersect(best).Count();
            wanted += best.Length;
        }
        Assert.That(hits / (double)wanted, Is.GreaterThanOrEqualTo(Recall));
    }

    [Test]
    public void A_section_brings_the_index_back_with_the_same_answers([Values] VectorMetric metric)
    {
        var index = Build(Vectors.Clustered(400, Factors), metric);
        index.Remove(7);
        index.Set(8, Vectors.Clustered(1, Factors, seed: 9).Row(0));
        using var section = new MemoryStream();
        ModelSections.Save(index, section);
        section.Position = 0;
        var again = ModelSections.Load<IVectorIndex>(section);
        Assert.That((again.Count, again.Contains(7), again.Contains(8)), Is.EqualTo((399, false, true)));
        foreach (int q in Enumerable.Range(0, 20))
        {
            var query = Vectors.Clustered(20, Factors, seed: 6).Row(q).ToArray();
            var ((a, x), (b, y)) = ((new int[K], new float[K]), (new int[K], new float[K]));
            index.Search(query, a, x);
            again.Search(query, b, y);
            Assert.That(b, Is.EqualTo(a));
        }
        again.Set(7, Vectors.Clustered(1, Factors, seed: 9).Row(0)); // goes on from there
        Assert.That(again.Count, Is.EqualTo(400));
    }

    [Test]
    public void A_cut_or_altered_section_is_refused()
    {
        var index = Build(Vectors.Clustered(60, 5), VectorMetric.InnerProduct);
        using var section = new MemoryStream();
        ModelSections.Save(index, section);
        byte[] bytes = section.ToArray();
        for (int length = 0; length < bytes.Length; length += 37)
            Assert.That(() => ModelSections.Load<IVectorIndex>(new MemoryStream(bytes[..length])), Throws.TypeOf<ModelFormatException>());
        var random = new RandomStream(1, "damage");
        int refused = 0;
        for (int trial = 0; trial < 200; trial++)
        {
            byte[] altered = [.. bytes];
            altered[random.NextInt(altered.Length)] ^= (byte)(1 + random.NextInt(255));
            try
            {
                var read = ModelSections.Load<IVectorIndex>(new MemoryStream(altered));
                Assert.That(read.Search(new float[read.Factors], new int[K], new float[K]), Is.LessThanOrEqualTo(K));
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.GreaterThan(20));
    }

    [Test]
    public void Searches_go_on_undisturbed_while_a_writer_changes_everything()
    {
        var table = Vectors.Clustered(3000, Factors);
        var index = Empty(Factors, VectorMetric.Cosine);
        for (int i = 0; i < 300; i++)
            index.Set(i, table.Row(i));
        using var stop = new CancellationTokenSource();
        using var begun = new CountdownEvent(2);
        var readers = Enumerable.Range(0, 2).Select(r => Task.Factory.StartNew(() =>
        {
            begun.Signal();
            var (items, scores, searches) = (new int[K], new float[K], 0);
            for (; !stop.IsCancellationRequested; searches++)
            {
                int found = index.Search(table.Row((searches * 17 + r) % 300), items, scores, allow: r == 0 ? null : i => i % 2 == 0);
                for (int i = 0; i < found; i++)
                    if ((uint)items[i] >= 3000 || !float.IsFinite(scores[i]) || (i > 0 && scores[i] > scores[i - 1]))
                        throw new InvalidOperationException($"item {items[i]} with score {scores[i]}");
            }
            return searches;
        }, TaskCreationOptions.LongRunning)).ToArray();
        begun.Wait();
        for (int i = 300; i < 3000; i++)
        {
            index.Set(i, table.Row(i));
            if (i % 3 == 0)
                index.Remove(i - 100);
            if (i % 5 == 0)
                index.Set(i - 200, table.Row(i - 250));
        }
        stop.Cancel();
        Assert.That(Task.WhenAll(readers).GetAwaiter().GetResult().Sum(), Is.GreaterThan(0));
    }

    [Test]
    public void Nothing_in_it_and_wrong_lengths_are_answered_plainly()
    {
        var index = Empty(4, VectorMetric.InnerProduct);
        Assert.That(index.Search(new float[4], new int[3], new float[3]), Is.Zero);
        index.Set(2, [0, 0, 0, 0]);
        Assert.That(index.Search(new float[4], new int[3], new float[3]), Is.EqualTo(1));
        Assert.That(index.Search(new float[4], [], []), Is.Zero);
        Assert.That(() => index.Set(1, new float[5]), Throws.ArgumentException.With.Message.Contains("5 numbers; expected 4"));
        Assert.That(() => index.Set(1, [1, float.NaN, 0, 0]), Throws.ArgumentException.With.Message.Contains("not finite"));
        Assert.That(() => index.Search(new float[3], new int[1], new float[1]), Throws.ArgumentException.With.Message.Contains("expected 4 factors"));
    }
}
