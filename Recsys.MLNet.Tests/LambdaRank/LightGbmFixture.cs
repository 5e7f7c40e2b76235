using System.Globalization;
using System.Reflection;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Tests.LambdaRank;

/// <summary>Models, predictions and contributions of LightGBM 4.6 on 300 rows that a formula makes; LightGbm/make_data.py is the same formula.</summary>
/// <remarks>
/// Made with <c>num_leaves=7 num_trees=4 min_data_in_leaf=8 learning_rate=0.2 enable_bundle=false force_row_wise=true deterministic=true num_threads=1</c> and
/// reg: <c>objective=regression categorical_feature=2 min_data_per_group=10 cat_smooth=2</c>;
/// regfull: <c>lambda_l1=0.5 lambda_l2=2 max_delta_step=.8 path_smooth=3 monotone_constraints=1,0,0,-1,0 min_gain_to_split=.05 max_depth=3</c>;
/// regzero: <c>zero_as_missing=true</c>; bin: <c>objective=binary scale_pos_weight=2</c>; rank: <c>objective=lambdarank</c>, ten rows a query;
/// rankp: rank with positions and <c>lambdarank_position_bias_regularization=0.5</c>.
/// </remarks>
internal static class LightGbmFixture
{
    public const int Rows = 300;

    public static LambdaRankOptions Options => new()
    {
        Leaves = 7,
        Trees = 4,
        MinDataInLeaf = 8,
        LearningRate = 0.2,
        EnableBundle = false,
    };

    public static RowMatrix Features()
    {
        var matrix = new RowMatrix(Rows, 5);
        for (int i = 0; i < Rows; i++)
        {
            var row = matrix.Row(i);
            row[0] = i * 37 % 101 / 8f;
            row[1] = i % 7 == 0 ? float.NaN : i * 53 % 97 / 4f - 12;
            row[2] = i * 31 % 12;
            row[3] = i % 5 == 0 ? i * 17 % 23 / 2f : 0;
            row[4] = i * 71 % 89 / 16f;
        }
        return matrix;
    }

    public static double Target(int i)
    {
        var row = Features().Row(i);
        return (row[0] > 6 ? 2 : 0) + (float.IsNaN(row[1]) ? 1.5 : row[1] > 0 ? 1 : 0) + (row[2] is 1 or 4 or 7 ? 2 : 0) + row[3] * 0.1 + i * 13 % 11 / 10.0;
    }

    public static RankingDataset Data(Func<double, double> label, bool groups = false, bool positions = false, bool categorical = false)
    {
        var labels = new float[Rows];
        for (int i = 0; i < Rows; i++)
            labels[i] = (float)label(Target(i));
        return new RankingDataset(Features(), labels, groups ? [.. Enumerable.Repeat(10, Rows / 10)] : null)
        {
            Positions = positions ? [.. Enumerable.Range(0, Rows).Select(i => i % 10)] : null,
            CategoricalFeatures = categorical ? [2] : [],
        };
    }

    public static TreeEnsemble Model(string name) => TreeEnsemble.ReadText(new StringReader(Text(name)));

    public static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"lightgbm/{name}") ?? throw new FileNotFoundException(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static double[][] Table(string name) =>
        [.. Text(name).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
}
