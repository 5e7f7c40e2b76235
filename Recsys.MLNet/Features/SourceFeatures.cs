namespace Recsys.MLNet.Features;

/// <summary>What each candidate source says of the item, in forms that survive a refit of its model, and how far sources agree.</summary>
internal static class SourceFeatures
{
    public static IEnumerable<IFeature> For(IReadOnlyList<string> sources)
    {
        for (int s = 0; s < sources.Count; s++)
            yield return new SourceScore(sources[s], s);
        yield return StandardFeatures.Of("sources", "how many sources name the item", FeatureScope.Pair, "count", (in FeatureContext at) =>
        {
            int count = 0;
            for (int s = 0; s < at.Candidates.Sources.Count; s++)
                count += at.Candidates.RankOf(s, at.Candidate) > 0 ? 1 : 0;
            return count;
        }, learned: true);
        yield return StandardFeatures.Of("best_rank", "log of the best rank that any source gives the item", FeatureScope.Pair, "log", (in FeatureContext at) =>
        {
            int best = int.MaxValue;
            for (int s = 0; s < at.Candidates.Sources.Count; s++)
                if (at.Candidates.RankOf(s, at.Candidate) is > 0 and var rank && rank < best)
                    best = rank;
            return best == int.MaxValue ? float.NaN : MathF.Log(best);
        }, learned: true);
    }

    /// <summary>Name of the feature that holds what a source says.</summary>
    public static string NameOf(string source) => $"source_{source.Replace('-', '_')}";

    /// <summary>One source's say: log rank, share of the list's maximum, standard score, raw score.</summary>
    private sealed class SourceScore(string name, int source) : IFeature
    {
        public FeatureSpec Spec { get; } = new(NameOf(name), $"what source '{name}' says: log rank, score ÷ list maximum, standard score in the list, raw score") { Width = 4, Learned = true };

        public void Write(in FeatureContext at, Span<float> into)
        {
            float mine = at.Candidates.ScoreOf(source, at.Candidate);
            if (float.IsNaN(mine))
                return;
            var (max, mean, deviation) = at.Candidates.StatisticsOf(source);
            into[0] = MathF.Log(at.Candidates.RankOf(source, at.Candidate));
            into[1] = max > 0 ? mine / max : float.NaN;
            into[2] = deviation > 0 ? (mine - mean) / deviation : 0;
            into[3] = mine;
        }
    }
}
