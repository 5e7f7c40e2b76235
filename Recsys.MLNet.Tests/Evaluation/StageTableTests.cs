using Recsys.MLNet.ModelBuilder.Evaluation;

namespace Recsys.MLNet.Tests.Evaluation;

[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class StageTableTests
{
    /// <summary>Three queries: rank 30 in the first source, rank 5 in the second, and named by neither.</summary>
    private static StageTable Three(int depth = 200)
    {
        var table = new StageTable(["a", "b"], 10, depth, reranked: true);
        void Query(Slice slices, string? surface, params (int A, int B, StageOfLoss Stage)[] relevant)
        {
            double[] row = table.Query(relevant.Length * 100);
            foreach (var (a, b, stage) in relevant)
                table.Item(row, 1.0 / relevant.Length, s => s == 0 ? a : b, stage);
            table.Add(row, slices, surface);
        }
        Query(Slice.Warm, "home", (30, 0, StageOfLoss.RankedBelow));
        Query(Slice.Warm | Slice.LaterDay, "cart", (0, 5, StageOfLoss.Within), (0, 0, StageOfLoss.NotRecalled));
        Query(Slice.ColdUsers, null, (150, 150, StageOfLoss.Removed));
        return table;
    }

    [Test]
    public void Recall_and_loss_of_all_queries_are_means_over_queries()
    {
        var json = Three().ToJson();
        Assert.That((int)json["queries"]!, Is.EqualTo(3));
        Assert.That((double)json["candidates"]!, Is.EqualTo((100 + 200 + 100) / 3.0).Within(0.05));
        double[] Recall(string source) => [.. json["recall"]![source]!.AsObject().Select(d => (double)d.Value!)];
        Assert.That(Recall("a"), Is.EqualTo(new[] { 0, 1 / 3.0, 1 / 3.0, 2 / 3.0 }).Within(1e-6));
        Assert.That(Recall("b"), Is.EqualTo(new[] { 0.5 / 3, 0.5 / 3, 0.5 / 3, 1.5 / 3 }).Within(1e-6));
        Assert.That(Recall("union"), Is.EqualTo(new[] { 0.5 / 3, 1.5 / 3, 1.5 / 3, 2.5 / 3 }).Within(1e-6));
        Assert.That(json["loss"]!.AsObject().Select(l => (l.Key, Math.Round((double)l.Value!, 4))),
            Is.EqualTo(new[] { ("notRecalled", 0.1667), ("rankedBelow10", 0.3333), ("removedByReranking", 0.3333), ("within10", 0.1667) }));
    }

    [Test]
    public void Parts_hold_their_own_queries_and_a_query_without_a_surface_is_in_none()
    {
        var parts = StageParts.Of(Three().ToJson());
        Assert.That(parts.Select(p => (p.Name, (int)p.Stages["queries"]!)),
            Is.EqualTo(new[] { ("warm", 2), ("cold-users", 1), ("later-day", 1), ("on cart", 1), ("on cart, warm", 1), ("on home", 1), ("on home, warm", 1) }));
        Assert.That((double)parts[0].Stages["loss"]!["within10"]!, Is.EqualTo(0.25));
        Assert.That((double)parts[3].Stages["recall"]!["union"]!["recall@20"]!, Is.EqualTo(0.5));
    }

    [Test]
    public void Depths_beyond_the_lists_are_left_out()
        => Assert.That(Three(depth: 60).ToJson()["recall"]!["union"]!.AsObject().Select(d => d.Key), Is.EqualTo(new[] { "recall@20", "recall@50" }));
}
