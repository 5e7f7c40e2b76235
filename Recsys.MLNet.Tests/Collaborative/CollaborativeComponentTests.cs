using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Tests.MLNet;
using Recsys.MLNet.Trainers.MatrixFactorization;
using Recsys.MLNet.Trainers.Neural;

namespace Recsys.MLNet.Tests.Collaborative;

[TestFixture("als")]
[TestFixture("bpr")]
[TestFixture("sgd")]
[TestFixture("svdpp")]
[TestFixture("ease")]
[TestFixture("item")]
[TestFixture("user")]
[TestFixture("ncf")]
public sealed class CollaborativeComponentTests(string name) : RowComponentContract
{
    protected override string[] Added => ["S"];
    protected override string Needed => "UserId";
    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(InteractionRow.Some());

    protected override IEstimator<RowComponent> Estimator(RunSettings run)
    {
        var trainers = Ml.Recommendation().Trainers;
        return name switch
        {
            "als" => trainers.Als(score: "S", time: "Time", options: new AlsOptions { Factors = 4, Epochs = 4 }, run: run),
            "bpr" => trainers.Bpr(score: "S", options: new BprOptions { Factors = 4, Epochs = 5 }, run: run),
            "sgd" => trainers.BiasedMatrixFactorization(score: "S", options: new SgdOptions { Factors = 4, Epochs = 4 }, run: run),
            "svdpp" => trainers.SvdPlusPlus(score: "S", options: new SvdPlusPlusOptions { Factors = 4, Epochs = 4 }, run: run),
            "ease" => trainers.Ease(score: "S", run: run),
            "item" => trainers.ItemNeighbours(score: "S", run: run),
            "user" => trainers.UserNeighbours(score: "S", run: run),
            _ => trainers.NeuralPairs(score: "S", options: new NcfOptions { Factors = 4, Epochs = 2 }, run: run),
        };
    }
}
