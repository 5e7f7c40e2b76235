using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Components;
using Recsys.MLNet.Tests.MLNet;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Tests.LambdaRank;

[TestFixture]
public sealed class LambdaRankComponentTests : RowComponentContract
{
    private static readonly LambdaRankOptions Options = new() { Trees = 6, Leaves = 5, MinDataInLeaf = 3 };

    protected override string[] Added => ["Score"];

    protected override string Needed => "Features";

    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(RankRow.Some());

    protected override IEstimator<RowComponent> Estimator(RunSettings run) => Ml.Ranking.Trainers.LambdaRank(options: Options, run: run);

    [Test]
    public void It_ranks_what_it_learned_and_is_measured_by_the_catalog()
    {
        var rows = Ml.Transforms.Conversion.MapValueToKey("GroupId").Fit(Sorted()).Transform(Sorted());
        var scored = Ml.Ranking.Trainers.LambdaRank(options: Options with { Trees = 30 }).Fit(rows).Transform(rows);
        Assert.That(Ml.Ranking.Evaluate(scored).NormalizedDiscountedCumulativeGains[0], Is.GreaterThan(0.8));
    }

    [Test]
    public void The_trees_behind_the_column_can_be_taken_out()
    {
        var model = Ml.Ranking.Trainers.LambdaRank(options: Options).Fit(Rows());
        Assert.That(model.Model.FeatureCount, Is.EqualTo(3));
        Assert.That(model.Model.Trees, Has.Count.EqualTo(6));
    }

    // The evaluator counts a group that is interrupted as several.
    private static IDataView Sorted() => Ml.Data.LoadFromEnumerable(RankRow.Some().OrderBy(r => r.GroupId, StringComparer.Ordinal).ToList());

    private sealed class RankRow
    {
        public string GroupId { get; set; } = "";

        public float Label { get; set; }

        [VectorType(3)]
        public float[] Features { get; set; } = [];

        // Groups are interleaved: row i belongs to group i mod 8.
        public static IEnumerable<RankRow> Some() => Enumerable.Range(0, 120).Select(i => new RankRow
        {
            GroupId = "q" + i % 8,
            Features = [i * 37 % 11, i % 5 == 0 ? float.NaN : i * 17 % 7, i % 3],
            Label = (i * 37 % 11 > 5 ? 2 : 0) + (i * 17 % 7 > 3 ? 1 : 0),
        }).ToList();
    }
}
