namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>The metrics of each objective; the last one decides about early stopping.</summary>
internal static class TreeMetrics
{
    /// <summary>Larger is better.</summary>
    public static bool HigherIsBetter(LambdaRankOptions options) => options.Objective is TreeObjective.LambdaRank or TreeObjective.RankXendcg;

    public static (string Name, double Value)[] Measure(LambdaRankOptions options, double[] scores, float[] labels, int[] groupSizes, float[]? weights) =>
        options.Objective switch
        {
            TreeObjective.Regression => [("l2", Mean(scores, labels, weights, static (s, y, _) => (s - y) * (s - y), 1))],
            TreeObjective.Binary => [("binary_logloss", Mean(scores, labels, weights, LogLoss, options.Sigmoid))],
            _ => Ndcg(options, scores, labels, groupSizes, weights),
        };

    private static (string, double)[] Ndcg(LambdaRankOptions options, double[] scores, float[] labels, int[] groupSizes, float[]? weights)
    {
        double[] values = NdcgMetric.Mean(scores, labels, groupSizes, options.EvalAt, NdcgMetric.Gains(options), weights);
        return [.. options.EvalAt.Select((k, i) => ($"ndcg@{k}", values[i]))];
    }

    private static double LogLoss(double score, float label, double sigmoid)
    {
        double margin = (label > 0 ? 1 : -1) * sigmoid * score;
        return margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : -margin + Math.Log(1 + Math.Exp(margin));
    }

    private static double Mean(double[] scores, float[] labels, float[]? weights, Func<double, float, double, double> loss, double parameter)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double weight = weights is null ? 1 : weights[i];
            sum += weight * loss(scores[i], labels[i], parameter);
            total += weight;
        }
        return total > 0 ? sum / total : 0;
    }
}
