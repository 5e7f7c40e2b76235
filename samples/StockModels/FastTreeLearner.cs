using System.Globalization;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Recsys.MLNet;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.LambdaRank;

namespace StockModels;

/// <summary>FastTree's LambdaMART as the learner of a pipeline: the same rows, features and candidates, other trees.</summary>
/// <remarks>
/// FastTree leaves rows with a missing value out, so missing values become a number below all others; in the trees as we read them
/// a missing value goes the way of that number, to the left. The trees become LightGBM's text, which <see cref="TreeEnsemble"/> reads:
/// from there they serve, explain and are saved like our own. It cannot watch one measure on later rows and keep the best tree as ours
/// does, so it gets a fixed number of trees.
/// </remarks>
public static class FastTreeLearner
{
    private const float Missing = -1e6f;

    /// <summary>Learns with the settings that the pipeline's own ranker has: trees, leaves, rate, least rows of a leaf.</summary>
    public static TreeEnsemble Learn(RankingDataset rows, RunSettings run, LambdaRankOptions like)
    {
        var ml = new MLContext(seed: run.Seed);
        var trainer = ml.Ranking.Trainers.FastTree(new FastTreeRankingTrainer.Options
        {
            NumberOfTrees = like.Trees,
            NumberOfLeaves = like.Leaves,
            LearningRate = like.LearningRate,
            MinimumExampleCountPerLeaf = like.MinDataInLeaf,
            FeatureFraction = like.FeatureFraction,
            LabelColumnName = nameof(Row.Label),
            FeatureColumnName = nameof(Row.Features),
            RowGroupColumnName = nameof(Row.Group),
            NumberOfThreads = run.EffectiveThreads,
        });
        var model = trainer.Fit(View(ml, rows)).Model;
        return TreeEnsemble.ReadText(new StringReader(Text(model.TrainedTreeEnsemble, rows.FeatureNames)));
    }

    private static IDataView View(MLContext ml, RankingDataset rows)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows.Features.Columns);
        schema[nameof(Row.Group)].ColumnType = new KeyDataViewType(typeof(uint), rows.GroupSizes.Length);
        return ml.Data.LoadFromEnumerable(Rows(rows), schema);
    }

    private static IEnumerable<Row> Rows(RankingDataset rows)
    {
        for (int group = 0, row = 0; group < rows.GroupSizes.Length; group++)
            for (int end = row + rows.GroupSizes[group]; row < end; row++)
            {
                float[] features = rows.Features.Row(row).ToArray();
                for (int f = 0; f < features.Length; f++)
                    if (float.IsNaN(features[f]))
                        features[f] = Missing;
                yield return new Row { Group = (uint)group, Label = rows.Labels[row], Features = features };
            }
    }

    /// <summary>The trees in LightGBM's text format.</summary>
    public static string Text(RegressionTreeEnsemble ensemble, IReadOnlyList<string> features)
    {
        const int missingGoesLeft = 2 | (2 << 2);
        var text = new StringBuilder($"tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx={features.Count - 1}\nobjective=lambdarank\nfeature_names={string.Join(' ', features)}\nfeature_infos={string.Join(' ', features.Select(_ => "none"))}\n\n");
        for (int t = 0; t < ensemble.Trees.Count; t++)
        {
            var tree = ensemble.Trees[t];
            double weight = ensemble.TreeWeights[t], bias = t == 0 ? ensemble.Bias : 0;
            int nodes = tree.NumberOfNodes, leaves = tree.NumberOfLeaves;
            text.Append(CultureInfo.InvariantCulture, $"Tree={t}\nnum_leaves={leaves}\nnum_cat=0\n");
            Line("split_feature", tree.NumericalSplitFeatureIndexes.Take(nodes));
            Line("split_gain", tree.SplitGains.Take(nodes).Select(gain => (float)gain));
            Line("threshold", tree.NumericalSplitThresholds.Take(nodes).Select(value => (double)value));
            Line("decision_type", Enumerable.Repeat(missingGoesLeft, nodes));
            Line("left_child", tree.LeftChild.Take(nodes));
            Line("right_child", tree.RightChild.Take(nodes));
            Line("leaf_value", tree.LeafValues.Take(leaves).Select(value => value * weight + bias));
            text.Append("is_linear=0\nshrinkage=1\n\n");
        }
        return text.Append("end of trees\n").ToString();

        void Line<T>(string key, IEnumerable<T> values) where T : IFormattable =>
            text.Append(key).Append('=').AppendJoin(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
    }

    private sealed class Row
    {
        public uint Group { get; set; }

        public float Label { get; set; }

        public float[] Features { get; set; } = [];
    }
}
