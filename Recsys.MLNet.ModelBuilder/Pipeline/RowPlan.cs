using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;

namespace Recsys.MLNet.ModelBuilder.Pipeline;

/// <summary>One part of a row plan: models fitted on <paramref name="Fit"/> make the rows of <paramref name="Queries"/>.</summary>
/// <param name="Fit">What the sources are fitted on.</param>
/// <param name="Queries">Requests after it.</param>
public sealed record RowPart(InteractionLog Fit, IReadOnlyList<RowQuery> Queries);

/// <summary>Which interactions become rows, and what the models behind each may have seen.</summary>
/// <remarks>
/// With absolute times: expanding windows; the models of a window are fitted on everything before it. Without: users in parts;
/// the models of a part are fitted on everything but the last events of its users, and those become rows.
/// </remarks>
public sealed class RowPlan(PipelineOptions options, RunSettings run)
{
    /// <summary>The parts of a log.</summary>
    public IReadOnlyList<RowPart> Parts(InteractionLog log, UserHistories histories)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(histories);
        var parts = log.Clock == EventClock.Absolute ? InWindows(log, histories) : ByUsers(log, histories);
        return Thin([.. parts], options.MaxQueries);
    }

    /// <summary>Requests that ask for the first interactions after each history: what a validation log holds.</summary>
    public IReadOnlyList<RowQuery> After(InteractionLog log, InteractionLog later)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(later);
        var lengths = new int[log.Users.Count];
        foreach (int user in log.UserOf)
            lengths[user]++;
        var queries = new List<RowQuery>();
        for (int i = 0; i < later.Count; i++)
            if (lengths[later.UserOf[i]] >= 0)
            {
                int user = later.UserOf[i];
                queries.Add(new(user, lengths[user], later.TimeOf[i], [later.ItemOf[i]], [1]));
                lengths[user] = -1;
            }
        return Thin([new(log, queries)], options.MaxValidationQueries)[0].Queries;
    }

    private List<RowPart> InWindows(InteractionLog log, UserHistories histories)
    {
        var times = (long[])log.TimeOf.Clone();
        Array.Sort(times);
        var parts = new List<RowPart>();
        for (int w = 0; w < options.Windows; w++)
        {
            long from = At(times, 1 - options.WindowShare * (options.Windows - w) / options.Windows);
            long to = w == options.Windows - 1 ? long.MaxValue : At(times, 1 - options.WindowShare * (options.Windows - w - 1) / options.Windows);
            var fit = log.Select([.. Enumerable.Range(0, log.Count).Where(i => log.TimeOf[i] < from)]);
            if (fit.Count > 0 && to > from)
                parts.Add(new(fit, Between(log, histories, from, to)));
        }
        return parts;
    }

    private static long At(long[] times, double share) => times.Length == 0 ? 0 : times[Math.Clamp((int)(share * times.Length), 0, times.Length - 1)] / 1000 * 1000;

    private static List<RowQuery> Between(InteractionLog log, UserHistories histories, long from, long to)
    {
        var grades = Grades(log);
        var queries = new List<RowQuery>();
        for (int user = 0; user < histories.Users; user++)
        {
            var times = histories.TimesOf(user);
            for (int i = 0; i < times.Length;)
            {
                int end = i + 1;
                while (end < times.Length && times[end] / 1000 == times[i] / 1000)
                    end++;
                if (times[i] >= from && times[i] < to)
                    queries.Add(Query(histories, user, i, end, grades));
                i = end;
            }
        }
        return queries;
    }

    private List<RowPart> ByUsers(InteractionLog log, UserHistories histories)
    {
        var parts = new List<RowPart>();
        var grades = Grades(log);
        for (int fold = 0; fold < options.Folds; fold++)
        {
            var held = new bool[log.Count];
            var queries = new List<RowQuery>();
            for (int user = 0; user < histories.Users; user++)
            {
                // Two events must remain: one to know the user by, one for the models to learn from.
                int labels = Math.Min(options.LabelsPerUser, histories.CountOf(user) - 2);
                if (labels < 1 || run.Random("pipeline.folds", user).NextInt(options.Folds) != fold)
                    continue;
                for (int at = histories.CountOf(user) - labels; at < histories.CountOf(user); at++)
                {
                    held[histories.PlacesOf(user)[at]] = true;
                    queries.Add(Query(histories, user, at, at + 1, grades));
                }
            }
            // The models must not know the part's later events when they score its earlier ones: all of them are held back.
            parts.Add(new(log.Select([.. Enumerable.Range(0, log.Count).Where(i => !held[i])]), queries));
        }
        return parts;
    }

    private static RowQuery Query(UserHistories histories, int user, int from, int to, float[] grades)
    {
        var items = new Dictionary<int, float>();
        for (int i = from; i < to; i++)
            items[histories.ItemsOf(user)[i]] = Math.Max(items.GetValueOrDefault(histories.ItemsOf(user)[i]), grades[histories.TypesOf(user)[i]]);
        return new(user, from, histories.TimesOf(user)[from], [.. items.Keys], [.. items.Values]);
    }

    /// <summary>Grade of each interaction type, from 1: its place among the different mean weights of the types.</summary>
    public static float[] Grades(InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        double[] sums = new double[log.Types.Count];
        int[] counts = new int[log.Types.Count];
        for (int i = 0; i < log.Count; i++)
        {
            sums[log.TypeOf[i]] += log.WeightOf[i];
            counts[log.TypeOf[i]]++;
        }
        var means = sums.Select((sum, t) => counts[t] > 0 ? Math.Round(sum / counts[t], 3) : 0).ToArray();
        var steps = means.Distinct().Order().ToArray();
        return [.. means.Select(m => (float)Math.Min(5, 1 + Array.IndexOf(steps, m)))];
    }

    private List<RowPart> Thin(List<RowPart> parts, int most)
    {
        int total = parts.Sum(p => p.Queries.Count);
        if (total <= most)
            return parts;
        var thinned = new List<RowPart>();
        for (int p = 0; p < parts.Count; p++)
        {
            var queries = parts[p].Queries.ToArray();
            run.Random("pipeline.sample", p).Shuffle<RowQuery>(queries);
            int kept = (int)((long)queries.Length * most / total);
            thinned.Add(parts[p] with { Queries = [.. queries.Take(kept).OrderBy(q => q.User).ThenBy(q => q.Position)] });
        }
        return thinned;
    }
}
