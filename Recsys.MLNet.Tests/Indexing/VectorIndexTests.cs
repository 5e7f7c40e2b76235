using Recsys.MLNet.Indexing;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Tests.Indexing;

[TestFixture(false), TestFixture(true), Parallelizable(ParallelScope.All)]
public sealed class ExactIndexTests(bool quantized) : VectorIndexContract
{
    protected override double Recall => quantized ? 0.99 : 1;

    protected override IVectorIndex Build(RowMatrix vectors, VectorMetric metric) =>
        VectorIndexes.Build(vectors, new() { Metric = metric, Quantized = quantized });

    protected override IVectorIndex Empty(int factors, VectorMetric metric) => new ExactIndex(factors, new() { Metric = metric, Quantized = quantized });
}

[TestFixture(false), TestFixture(true), Parallelizable(ParallelScope.All)]
public sealed class GraphIndexTests(bool quantized) : VectorIndexContract
{
    protected override double Recall => 0.97;

    private VectorIndexOptions Options(VectorMetric metric) => new() { Metric = metric, Kind = VectorIndexKind.Graph, Quantized = quantized, Connections = 12, BuildBreadth = 80 };

    protected override IVectorIndex Build(RowMatrix vectors, VectorMetric metric) => VectorIndexes.Build(vectors, Options(metric));

    protected override IVectorIndex Empty(int factors, VectorMetric metric) => new GraphIndex(factors, Options(metric));

    [Test]
    public void The_same_vectors_and_seed_give_the_same_graph()
    {
        var table = Vectors.Clustered(500, 8);
        byte[] Bytes(int seed)
        {
            using var section = new MemoryStream();
            ModelSections.Save(GraphIndex.Build(table, Options(VectorMetric.Euclidean), new() { Seed = seed }), section);
            return section.ToArray();
        }
        byte[] first = Bytes(1);
        Assert.That(Bytes(1), Is.EqualTo(first));
        Assert.That(Bytes(2), Is.Not.EqualTo(first));
    }

    [Test]
    public void More_breadth_finds_more()
    {
        var table = Vectors.Clustered(4000, 32);
        var index = VectorIndexes.Build(table, Options(VectorMetric.Euclidean));
        var queries = Vectors.Clustered(60, 32, seed: 2);
        double narrow = Vectors.Recall(index, table, queries, 10, breadth: 10), wide = Vectors.Recall(index, table, queries, 10, breadth: 200);
        Assert.That(wide, Is.GreaterThan(narrow).And.GreaterThanOrEqualTo(0.98));
    }

    [Test]
    public void Making_it_anew_forgets_what_was_taken_out()
    {
        var table = Vectors.Clustered(600, 8);
        var index = GraphIndex.Build(table, Options(VectorMetric.InnerProduct), RunSettings.Default);
        for (int i = 0; i < 600; i += 2)
            index.Remove(i);
        Assert.That(index.DeadShare, Is.EqualTo(0.5));
        var compact = index.Compacted(RunSettings.Default);
        Assert.That((compact.Count, compact.DeadShare), Is.EqualTo((300, 0.0)));
        Assert.That(compact.Contains(1) && !compact.Contains(2), Is.True);
    }
}
