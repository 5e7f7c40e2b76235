using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Tests.MLNet;
using Recsys.MLNet.Trainers.MatrixFactorization;
using Recsys.MLNet.Trainers.Neural;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture]
public sealed class AlsComponentTests : RowComponentContract
{
    protected override string[] Added => ["FactorScore"];
    protected override string Needed => "UserId";
    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(InteractionRow.Some());
    protected override IEstimator<RowComponent> Estimator(RunSettings run) => Ml.Recommendation().Trainers.Als(time: "Time", options: new AlsOptions { Factors = 4, Epochs = 4 }, run: run);
}

[TestFixture]
public sealed class EaseComponentTests : RowComponentContract
{
    protected override string[] Added => ["EaseScore"];
    protected override string Needed => "UserId";
    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(InteractionRow.Some());
    protected override IEstimator<RowComponent> Estimator(RunSettings run) => Ml.Recommendation().Trainers.Ease(run: run);
}

[TestFixture]
public sealed class CollaborativeComponentTests
{
    private static readonly MLContext Ml = new();

    [TestCase("bpr")]
    [TestCase("warp")]
    [TestCase("sgd")]
    [TestCase("svdpp")]
    [TestCase("item")]
    [TestCase("user")]
    [TestCase("ncf")]
    public void Every_trainer_adds_one_finite_score_also_for_ids_it_has_not_met(string name)
    {
        var trainers = Ml.Recommendation().Trainers;
        IEstimator<ITransformer> estimator = name switch
        {
            "bpr" => trainers.Bpr(score: "S", options: new BprOptions { Factors = 4, Epochs = 5 }),
            "warp" => trainers.Warp(score: "S", options: new WarpOptions { Factors = 4, Epochs = 5 }),
            "sgd" => trainers.BiasedMatrixFactorization(score: "S", options: new SgdOptions { Factors = 4, Epochs = 4 }),
            "svdpp" => trainers.SvdPlusPlus(score: "S", options: new SvdPlusPlusOptions { Factors = 4, Epochs = 4 }),
            "item" => trainers.ItemNeighbours(score: "S"),
            "user" => trainers.UserNeighbours(score: "S"),
            _ => trainers.NeuralPairs(score: "S", options: new NcfOptions { Factors = 4, Epochs = 2 }),
        };
        var model = estimator.Fit(Ml.Data.LoadFromEnumerable(InteractionRow.Some()));
        InteractionRow[] rows = [.. InteractionRow.Some(), new InteractionRow { UserId = "nobody", ItemId = "nothing", Label = 1 }];
        Assert.That(StockBehaviorTests.Column<float>(model.Transform(Ml.Data.LoadFromEnumerable(rows)), "S"), Has.Count.EqualTo(rows.Length).And.All.Matches<float>(float.IsFinite));
    }
}
