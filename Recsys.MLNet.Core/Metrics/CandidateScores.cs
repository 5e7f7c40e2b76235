using System.Numerics.Tensors;

namespace Recsys.MLNet.Metrics;

/// <summary>Scores of one query made ready for ranking: an item that is no candidate carries −∞, a candidate anything finite.</summary>
public static class CandidateScores
{
    /// <summary>The mark of an item that is not ranked at all.</summary>
    public const float Excluded = float.NegativeInfinity;

    /// <summary>Replaces what a model must not answer (NaN, infinities), so that such an item is ranked last or first but ranked.</summary>
    public static void Sanitize(Span<float> scores)
    {
        if (float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(scores)))
            return; // the usual case in one pass; a finite sum has no other members
        for (int i = 0; i < scores.Length; i++)
            if (!float.IsFinite(scores[i]))
                scores[i] = scores[i] > 0 ? float.MaxValue : float.MinValue;
    }

    /// <summary>Takes items out of the candidates; an item may be named twice.</summary>
    /// <returns>How many candidates were taken out.</returns>
    public static int Exclude(Span<float> scores, ReadOnlySpan<int> items)
    {
        int excluded = 0;
        foreach (int item in items)
        {
            if (scores[item] == Excluded)
                continue;
            scores[item] = Excluded;
            excluded++;
        }
        return excluded;
    }
}
