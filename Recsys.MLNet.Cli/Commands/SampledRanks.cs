using Recsys.MLNet.Data;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Cli.Commands;

/// <summary>Each user's held-out item among a few random others: how older papers measured, and much kinder than a full ranking.</summary>
internal static class SampledRanks
{
    public static IReadOnlyDictionary<string, double> Measure(IItemScorer model, InteractionLog history, InteractionLog test, int sample, RunSettings run)
    {
        UserSequences before = history.BySequence(), held = test.BySequence();
        var ranks = new double[held.Users];
        Array.Fill(ranks, double.NaN);
        run.ParallelFor(held.Users, () => new float[model.ItemCount], (user, scores) =>
        {
            if (held.PlacesOf(user).Length == 0)
                return;
            int[] places = [.. before.PlacesOf(user)], items = Array.ConvertAll(places, p => history.ItemOf[p]);
            int target = test.ItemOf[held.PlacesOf(user)[0]];
            model.Score(new UserContext(user, items, Array.ConvertAll(places, p => history.TypeOf[p]), Array.ConvertAll(places, p => history.WeightOf[p]), Array.ConvertAll(places, p => history.TimeOf[p]), test.TimeOf[held.PlacesOf(user)[0]]), scores);
            var seen = new HashSet<int>(items) { target };
            var random = run.Random("sampled-ranks", user);
            double above = 0;
            for (int drawn = 0, tries = 0; drawn < sample && tries < 100 * sample; tries++)
            {
                int other = random.NextInt(model.ItemCount);
                if (!seen.Add(other))
                    continue;
                drawn++;
                above += scores[other] > scores[target] ? 1 : scores[other] == scores[target] ? random.NextInt(2) : 0;
            }
            ranks[user] = above;
        });
        double[] known = [.. ranks.Where(r => !double.IsNaN(r))];
        return new Dictionary<string, double>
        {
            ["ndcg@10"] = known.Average(r => r < 10 ? RankingMetrics.Ndcg([(int)r], 10) : 0),
            ["hr@10"] = known.Average(r => r < 10 ? 1.0 : 0),
        };
    }
}
