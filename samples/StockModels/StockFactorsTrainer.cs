using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Recsys.MLNet;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace StockModels;

/// <summary>ML.NET's matrix factorization as a model that an evaluation, a pipeline and a package can hold.</summary>
/// <remarks>
/// Its vectors become a <see cref="FactorModel"/>, so that what serves it is ours. LIBMF leaves NaN for ids without an interaction: they
/// become zeros. One thread: with more, LIBMF's result differs from run to run.
/// </remarks>
public sealed class StockFactorsTrainer(string name, MatrixFactorizationTrainer.Options options) : IItemScorerTrainer
{
    public string Name => name;

    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        var ml = new MLContext(seed: run.Seed);
        var model = ml.Recommendation().Trainers.MatrixFactorization(Complete(options)).Fit(Pairs(ml, log)).Model;
        return new FactorModel(Vectors(model.LeftFactorMatrix, log.Users.Count), Vectors(model.RightFactorMatrix, log.Items.Count));
    }

    private static MatrixFactorizationTrainer.Options Complete(MatrixFactorizationTrainer.Options options)
    {
        options.MatrixRowIndexColumnName = nameof(Pair.User);
        options.MatrixColumnIndexColumnName = nameof(Pair.Item);
        options.LabelColumnName = nameof(Pair.Label);
        options.NumberOfThreads = 1;
        options.Quiet = true;
        return options;
    }

    private static IDataView Pairs(MLContext ml, InteractionLog log)
    {
        var schema = SchemaDefinition.Create(typeof(Pair));
        schema[nameof(Pair.User)].ColumnType = new KeyDataViewType(typeof(uint), log.Users.Count);
        schema[nameof(Pair.Item)].ColumnType = new KeyDataViewType(typeof(uint), log.Items.Count);
        var pairs = log.ToMatrix();
        var rows = new List<Pair>();
        for (int user = 0; user < pairs.Rows; user++)
        {
            var items = pairs.ColumnsOf(user);
            var weights = pairs.WeightsOf(user);
            for (int i = 0; i < items.Length; i++)
                rows.Add(new Pair { User = (uint)user, Item = (uint)items[i], Label = weights[i] });
        }
        return ml.Data.LoadFromEnumerable(rows, schema);
    }

    private static RowMatrix Vectors(IReadOnlyList<float> values, int rows)
    {
        var vectors = new RowMatrix(rows, values.Count / rows);
        for (int i = 0; i < values.Count; i++)
            vectors.Values[i] = float.IsNaN(values[i]) ? 0 : values[i];
        return vectors;
    }

    private sealed class Pair
    {
        public uint User { get; set; }

        public uint Item { get; set; }

        public float Label { get; set; }
    }
}
