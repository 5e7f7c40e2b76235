using Recsys.MLNet.Data;

namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>What collaborative trainers ask of their data, checked once at the border.</summary>
internal static class TrainingData
{
    /// <summary>Refuses an empty matrix and negative weights. That weights are finite the matrix itself has checked.</summary>
    public static void CheckWeights(InteractionMatrix interactions)
    {
        CheckNotEmpty(interactions);
        for (int row = 0; row < interactions.Rows; row++)
        {
            var weights = interactions.WeightsOf(row);
            for (int i = 0; i < weights.Length; i++)
                if (weights[i] < 0)
                    throw new ArgumentException($"The interaction of row {row} with column {interactions.ColumnsOf(row)[i]} weighs {weights[i]}; expected 0 or more. Drop dislikes, or fit ratings with a rating trainer (sgd, svdpp).");
        }
    }

    /// <summary>Refuses a matrix without entries.</summary>
    public static void CheckNotEmpty(InteractionMatrix interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        if (interactions.Count == 0)
            throw new ArgumentException($"The matrix of {interactions.Rows} rows and {interactions.Columns} columns holds no interactions; there is nothing to fit.");
    }

    /// <summary>Sum in double precision.</summary>
    public static double Total(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return sum;
    }
}
