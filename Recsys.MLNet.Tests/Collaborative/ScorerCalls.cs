using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Tests.Collaborative;

internal static class ScorerCalls
{
    /// <summary>Scores for a user with the history they have in a log.</summary>
    public static float[] ScoresFor(this IItemScorer model, InteractionLog log, int user)
    {
        int[] places = [.. Enumerable.Range(0, log.Count).Where(i => log.UserOf[i] == user)];
        return model.ScoresFor(user, [.. places.Select(p => log.ItemOf[p])], [.. places.Select(p => log.WeightOf[p])], [.. places.Select(p => log.TimeOf[p])]);
    }

    /// <summary>Scores for any user with any history.</summary>
    public static float[] ScoresFor(this IItemScorer model, int user, int[] items, float[]? weights = null, long[]? times = null)
    {
        weights ??= [.. items.Select(_ => 1f)];
        times ??= [.. items.Select((_, n) => 1_000_000_000L + n)];
        var scores = new float[model.ItemCount];
        Array.Fill(scores, float.NaN);
        model.Score(new UserContext(user, items, new int[items.Length], weights, times, 2_000_000_000L), scores);
        return scores;
    }

    /// <summary>The best item that is not among those given.</summary>
    public static int Best(this float[] scores, params int[] without) =>
        Enumerable.Range(0, scores.Length).Where(i => !without.Contains(i)).MaxBy(i => scores[i]);

    public static byte[] Bytes(this IItemScorer model)
    {
        using var stream = new MemoryStream();
        ModelSections.Save((ISavedModel)model, stream);
        return stream.ToArray();
    }
}
