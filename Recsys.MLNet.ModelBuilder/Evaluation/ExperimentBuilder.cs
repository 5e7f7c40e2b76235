using System.Runtime.InteropServices;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Turns a log and its split into an experiment.</summary>
/// <remarks>
/// Whatever the split: items of the known history are no candidates and not relevant (unless kept), an item is relevant once,
/// a query without relevant items is left out.
/// </remarks>
public sealed class ExperimentBuilder(EvaluationOptions options, RunSettings? run = null)
{
    private bool[] _asked = [];

    private const long Day = 86_400_000;

    /// <summary>The experiment of one split.</summary>
    /// <exception cref="ArgumentException">No query with a relevant item is left.</exception>
    public Experiment Build(InteractionLog log, Split split)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(split);
        _asked = Asked(log);
        var experiment = split.Kind switch
        {
            SplitKind.LeaveOneOut => LeaveOneOut(log, split),
            SplitKind.Prequential => AtMoment(log, split, everyEvent: true),
            SplitKind.Time => AtMoment(log, split, everyEvent: false),
            SplitKind.ColdItems => ColdItems(log, split),
            _ => Divided(log, split),
        };
        return experiment.Queries.Count > 0 ? experiment
            : throw new ArgumentException($"The split {split.Name} of {log.Count} interactions of {log.Users.Count} users leaves no query with a relevant item; use more data or another split.");
    }

    private bool[] Asked(InteractionLog log)
    {
        int[] order = options.MaxUsers > 0 ? (run ?? RunSettings.Default).Random("evaluation.users").Permutation(log.Users.Count) : [.. Enumerable.Range(0, log.Users.Count)];
        var asked = new bool[log.Users.Count];
        foreach (int user in order.Take(options.MaxUsers > 0 ? options.MaxUsers : order.Length))
            asked[user] = true;
        return asked;
    }

    private Experiment LeaveOneOut(InteractionLog log, Split split)
    {
        var fit = log.Select(split.Train);
        var known = Known.Of(fit);
        var histories = new UserHistories(log);
        var queries = new EvaluationQueries(histories, hasFrozenState: false);
        foreach (int test in split.Test)
        {
            int user = log.UserOf[test];
            int n = histories.CountOf(user);
            Add(queries, known, log.Clock, user, n - 1, n - 1, Targets(histories, user, n - 1, n, log));
        }
        return new(fit, log.Select(split.Valid), queries, Ratings(log, split));
    }

    /// <summary>One query for each user: their first event with a cold item, from all they did before it.</summary>
    private Experiment ColdItems(InteractionLog log, Split split)
    {
        var fit = log.Select(split.Train);
        var known = Known.Of(fit);
        var isTest = new bool[log.Count];
        foreach (int place in split.Test)
            isTest[place] = true;
        var histories = new UserHistories(log);
        var queries = new EvaluationQueries(histories, hasFrozenState: false);
        for (int user = 0; user < histories.Users; user++)
        {
            var places = histories.PlacesOf(user);
            int before = 0;
            while (before < places.Length && !isTest[places[before]])
                before++;
            if (before > 0 && before < places.Length)
                Add(queries, known, log.Clock, user, before, before, Targets(histories, user, before, before + 1, log));
        }
        return new(fit, null, queries, Ratings(log, split));
    }

    private Experiment AtMoment(InteractionLog log, Split split, bool everyEvent)
    {
        var fit = log.Select([.. split.Train, .. split.Valid]);
        var known = Known.Of(fit);
        var isTest = new bool[log.Count];
        foreach (int place in split.Test)
            isTest[place] = true;
        var histories = new UserHistories(log);
        var queries = new EvaluationQueries(histories, hasFrozenState: everyEvent);
        for (int user = 0; user < histories.Users; user++)
        {
            var places = histories.PlacesOf(user);
            var at = histories.TimesOf(user);
            int before = 0;
            while (before < places.Length && !isTest[places[before]])
                before++;
            if (!everyEvent)
            {
                if (before < places.Length)
                    Add(queries, known, log.Clock, user, before, before, Targets(histories, user, before, places.Length, log));
                continue;
            }
            for (int from = before; from < places.Length;)
            {
                // Events of one second come in no order of their own: one group, predicted together.
                int to = from + 1;
                while (to < at.Length && at[to] / 1000 == at[from] / 1000)
                    to++;
                Add(queries, known, log.Clock, user, from, before, Targets(histories, user, from, to, log));
                from = to;
            }
        }
        return new(fit, null, queries, Ratings(log, split)) { Cutoff = split.Cutoff };
    }

    /// <summary>One query for each user of the test part: all their test items are relevant, training and validation are known.</summary>
    private Experiment Divided(InteractionLog log, Split split)
    {
        var fit = InOrder(log, split.Train, split.Kind);
        var known = Known.Of(fit);
        int[] before = [.. split.Train, .. split.Valid];
        Array.Sort(before);
        var histories = new UserHistories(InOrder(log, before, split.Kind));
        var tests = new UserHistories(log.Select(split.Test));
        var queries = new EvaluationQueries(histories, hasFrozenState: false);
        for (int user = 0; user < histories.Users; user++)
        {
            int n = histories.CountOf(user);
            if (tests.CountOf(user) > 0)
                Add(queries, known, EventClock.Order, user, n, n, Targets(tests, user, 0, tests.CountOf(user), log), tests.TimesOf(user)[0]);
        }
        return new(fit, split.Valid.Length > 0 ? InOrder(log, split.Valid, split.Kind) : null, queries, Ratings(log, split));
    }

    /// <summary>Files of ratings are often sorted by user and item; their order says nothing, their times do.</summary>
    private static InteractionLog InOrder(InteractionLog log, int[] places, SplitKind kind) =>
        log.Select(kind == SplitKind.Files && log.Clock == EventClock.Absolute ? [.. places.OrderBy(p => log.TimeOf[p])] : places);

    private void Add(EvaluationQueries queries, Known known, EventClock clock, int user, int history, int frozen, List<int> wanted, long? moment = null)
    {
        if (!_asked[user])
            return;
        var past = queries.Histories.ItemsOf(user)[..history];
        var taken = new HashSet<int>();
        if (options.RemoveSeen)
            foreach (int item in past)
                taken.Add(item);
        var relevant = new List<int>();
        bool anyKnown = false;
        foreach (int item in wanted)
        {
            if ((options.TrainedItemsOnly && !known.Items[item]) || !taken.Add(item))
                continue;
            relevant.Add(item);
            anyKnown |= known.Items[item];
        }
        if (relevant.Count == 0)
            return;
        var slices = known.Users[user] ? Slice.Warm : Slice.ColdUsers;
        if (!anyKnown)
            slices |= Slice.ColdItems;
        if (history < 5)
            slices |= Slice.FirstFive;
        long at = moment ?? queries.Histories.TimesOf(user)[history];
        if (moment is null && history > 0 && IsLaterDay(clock, queries.Histories.TimesOf(user)[history - 1], at))
            slices |= Slice.LaterDay;
        queries.Add(user, history, frozen, at, slices, CollectionsMarshal.AsSpan(relevant));
    }

    private static bool IsLaterDay(EventClock clock, long before, long at) => clock switch
    {
        EventClock.Absolute => Math.DivRem(at, Day).Quotient != Math.DivRem(before, Day).Quotient,
        EventClock.Relative => at - before >= Day,
        _ => false,
    };

    private List<int> Targets(UserHistories histories, int user, int from, int to, InteractionLog log)
    {
        var items = new List<int>(to - from);
        for (int i = from; i < to; i++)
            if (options.Target.Count == 0 || IsTarget(histories, user, i, log) || LeadsToTarget(histories, user, i, log))
                items.Add(histories.ItemsOf(user)[i]);
        return items;
    }

    private bool IsTarget(UserHistories histories, int user, int i, InteractionLog log) => options.Target.Contains(log.Types[histories.TypesOf(user)[i]]);

    /// <summary>Whether the user takes the same item in a wanted way soon after: a purchase is asked for where the user first turns to the item.</summary>
    private bool LeadsToTarget(UserHistories histories, int user, int i, InteractionLog log)
    {
        if (log.Clock == EventClock.Order)
            return false;
        var items = histories.ItemsOf(user);
        var times = histories.TimesOf(user);
        for (int later = i + 1; later < items.Length; later++)
            if (items[later] == items[i] && times[later] - times[i] is >= 0 and <= 7 * Day && IsTarget(histories, user, later, log))
                return true;
        return false;
    }

    private static InteractionLog? Ratings(InteractionLog log, Split split) => KnownModels.NeedsRatings(log) is null ? log.Select(split.Test) : null;

    private sealed record Known(bool[] Users, bool[] Items)
    {
        public static Known Of(InteractionLog fit)
        {
            var known = new Known(new bool[fit.Users.Count], new bool[fit.Items.Count]);
            for (int i = 0; i < fit.Count; i++)
                known.Users[fit.UserOf[i]] = known.Items[fit.ItemOf[i]] = true;
            return known;
        }
    }
}
