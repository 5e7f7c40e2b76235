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

    /// <summary>The weight asked for, or, for 0, the one at which all pairs together weigh twice what the interactions weigh.</summary>
    /// <remarks>A fixed weight suits one density only: what leaves a dense catalogue room drowns a sparse shop, where a user knows one item in a thousand.</remarks>
    public static float UnobservedWeight(float asked, InteractionMatrix confidences)
    {
        if (asked > 0)
            return asked;
        double sum = 0;
        for (int row = 0; row < confidences.Rows; row++)
            sum += Total(confidences.WeightsOf(row));
        return (float)(2 * sum / ((double)confidences.Rows * confidences.Columns));
    }

    /// <summary>Sum in double precision.</summary>
    public static double Total(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return sum;
    }

    /// <summary>Mean, lowest and highest of the ratings.</summary>
    public static (float Mean, float Lowest, float Highest) Scale(InteractionMatrix ratings)
    {
        double sum = 0;
        float lowest = float.PositiveInfinity, highest = float.NegativeInfinity;
        for (int row = 0; row < ratings.Rows; row++)
        {
            foreach (float value in ratings.WeightsOf(row))
            {
                sum += value;
                lowest = Math.Min(lowest, value);
                highest = Math.Max(highest, value);
            }
        }
        return ((float)(sum / ratings.Count), lowest, highest);
    }

    /// <summary>Users × items of ratings; of several ratings of one item by one user the last counts.</summary>
    public static InteractionMatrix Ratings(InteractionLog log)
    {
        int[] user = new int[log.Count], item = new int[log.Count];
        float[] value = new float[log.Count];
        int kept = 0;
        var sequences = log.BySequence();
        long[] keys = [];
        for (int u = 0; u < sequences.Users; u++)
        {
            var places = sequences.PlacesOf(u);
            if (keys.Length < places.Length)
                keys = new long[places.Length * 2];
            for (int n = 0; n < places.Length; n++)
                keys[n] = (long)log.ItemOf[places[n]] << 32 | (uint)n;
            keys.AsSpan(0, places.Length).Sort();
            for (int n = 0; n < places.Length; n++)
            {
                if (n + 1 < places.Length && keys[n + 1] >> 32 == keys[n] >> 32)
                    continue; // a later rating of the same item follows
                (user[kept], item[kept], value[kept++]) = (u, (int)(keys[n] >> 32), log.WeightOf[places[(int)(keys[n] & uint.MaxValue)]]);
            }
        }
        return InteractionMatrix.FromTriples(log.Users.Count, log.Items.Count, user.AsSpan(0, kept), item.AsSpan(0, kept), value.AsSpan(0, kept));
    }
}
