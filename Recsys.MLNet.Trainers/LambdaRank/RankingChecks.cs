namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>The checks at the border of the learner; inside nothing is checked again.</summary>
internal static class RankingChecks
{
    public static string[] DefaultNames(int features)
    {
        var names = new string[features];
        for (int f = 0; f < features; f++)
            names[f] = $"Column_{f}";
        return names;
    }

    public static void Rows(int rows, float[] labels, int[] groupSizes)
    {
        if (labels.Length != rows)
            throw new ArgumentException($"labels holds {labels.Length} values; features has {rows} rows.");
        long sum = 0;
        foreach (int size in groupSizes)
        {
            if (size <= 0)
                throw new InvalidDataException($"A query has {size} rows; every query needs at least one.");
            sum += size;
        }
        if (groupSizes.Length > 0 && sum != rows)
            throw new InvalidDataException($"The query sizes sum to {sum}; there are {rows} rows. Give the sizes that belong to these rows.");
    }

    public static void Labels(float[] labels, int[] groupSizes, LambdaRankOptions options)
    {
        bool ranking = options.Objective is TreeObjective.LambdaRank or TreeObjective.RankXendcg;
        if (ranking && groupSizes.Length == 0)
            throw new InvalidDataException("Ranking needs query groups, and the data has none. Give group sizes, a qid column or a .query file.");
        int gains = options.LabelGain.Count > 0 ? options.LabelGain.Count : LambdaRankObjective.DefaultGains;
        for (int i = 0; i < labels.Length; i++)
        {
            float label = labels[i];
            if (!float.IsFinite(label))
                throw new InvalidDataException($"Row {i + 1}: the label is {label}; it must be a finite number.");
            if (ranking && (label < 0 || label != MathF.Floor(label)))
                throw new InvalidDataException($"Row {i + 1}: the label is {label}; ranking wants whole numbers from 0.");
            if (ranking && label >= gains)
                throw new InvalidDataException($"Row {i + 1}: the label is {label}; label gains are known up to label {gains - 1}. Set LabelGain (label_gain) for every label, or lower the labels.");
            if (options.Objective == TreeObjective.Binary && label is not (0 or 1))
                throw new InvalidDataException($"Row {i + 1}: the label is {label}; binary wants 0 or 1.");
        }
        foreach (int size in groupSizes)
            if (ranking && size > LambdaRankObjective.LongestQuery)
                throw new InvalidDataException($"A query has {size} rows; at most {LambdaRankObjective.LongestQuery} can be ranked. Cut the query.");
    }

    public static void Weights(float[]? weights, int rows)
    {
        if (weights is null)
            return;
        if (weights.Length != rows)
            throw new InvalidDataException($"There are {weights.Length} weights and {rows} rows; every row needs one weight.");
        for (int i = 0; i < weights.Length; i++)
            if (!(weights[i] >= 0) || float.IsInfinity(weights[i]))
                throw new InvalidDataException($"Row {i + 1}: the weight is {weights[i]}; it must be finite and not negative.");
    }

    public static void Positions(int[]? positions, int rows)
    {
        if (positions is null)
            return;
        if (positions.Length != rows)
            throw new InvalidDataException($"There are {positions.Length} positions and {rows} rows; every row needs one position.");
        for (int i = 0; i < positions.Length; i++)
            if (positions[i] is < 0 or > 1_000_000)
                throw new InvalidDataException($"Row {i + 1}: the position is {positions[i]}; it must lie in 0..1000000.");
    }
}
