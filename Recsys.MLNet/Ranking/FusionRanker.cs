using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Ranking;

/// <summary>The untrained ranker: what each source says, on one scale, added up.</summary>
/// <remarks><code>score[c] = Σ_s weight_s · score_s[c] / max_c' score_s[c']          a source that did not name c adds 0</code></remarks>
public sealed class FusionRanker : IRanker
{
    private readonly Dictionary<string, float> _weights;

    /// <summary>A ranker with a weight for each source.</summary>
    /// <param name="weights">Weight by source name; a source that is not named weighs 0.</param>
    public FusionRanker(IEnumerable<KeyValuePair<string, float>> weights) => _weights = new(weights, StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Score(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var scores = candidates.Scores;
        scores.Clear();
        for (int s = 0; s < candidates.Sources.Count; s++)
        {
            float scale = Scale(candidates, s);
            if (scale == 0)
                continue;
            var given = candidates.ScoresOf(s);
            for (int c = 0; c < scores.Length; c++)
                if (!float.IsNaN(given[c]))
                    scores[c] += given[c] * scale;
        }
    }

    /// <inheritdoc/>
    public void Contributions(RecallContext request, CandidateSet candidates, int place, Span<float> bySource)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        for (int s = 0; s < bySource.Length; s++)
            bySource[s] = float.IsNaN(candidates.ScoreOf(s, place)) ? 0 : candidates.ScoreOf(s, place) * Scale(candidates, s);
    }

    private float Scale(CandidateSet candidates, int source)
    {
        float weight = _weights.GetValueOrDefault(candidates.Sources[source]);
        float max = 0;
        if (weight != 0)
            foreach (float score in candidates.ScoresOf(source))
                if (score > max) // false for NaN
                    max = score;
        return max > 0 ? weight / max : 0;
    }
}
