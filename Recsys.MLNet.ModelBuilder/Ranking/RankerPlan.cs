using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Which requests become rows, in which window, with which weight.</summary>
internal sealed class RankerPlan
{
    private const double MostNew = 0.25; // of the requests, where those of new items are kept first

    private RankerPlan(IReadOnlyList<RankerWindow> windows, IReadOnlyList<PlannedRequest> requests, bool pages) => (Windows, Requests, HasPages) = (windows, requests, pages);

    /// <summary>The windows in order of the log.</summary>
    public IReadOnlyList<RankerWindow> Windows { get; }

    /// <summary>The requests in order of the log.</summary>
    public IReadOnlyList<PlannedRequest> Requests { get; }

    /// <summary>Whether the log has impressions.</summary>
    public bool HasPages { get; }

    /// <summary>The plan of a log, or the reason why it supports none.</summary>
    public static (RankerPlan? Plan, string? WhyNot) Of(InteractionLog log, RequestLog requests, RankerOptions options, RunSettings run)
    {
        if (log.Clock != EventClock.Absolute)
            return (null, $"its times are '{log.Clock.ToString().ToLowerInvariant()}', not absolute, so that no model can be fitted strictly before a row.");
        var all = requests.Finish();
        if (all.Count == 0)
            return (null, "no request in it has an outcome whose attribution window has closed.");
        int last = all[^1].Before;
        int first = (int)(last * (1 - options.WindowShare));
        var windows = new List<RankerWindow>();
        var eligible = new List<(LoggedRequest Request, int Window, bool New)>();
        int[] begins = Begins(log, requests.Items);
        long newest = long.MinValue;
        int seen = 0;
        foreach (var request in all)
        {
            if (request.Before < first)
                continue;
            int window = Math.Min(options.Windows - 1, (int)((long)(request.Before - first) * options.Windows / Math.Max(1, last + 1 - first)));
            if (windows.Count == 0 || windows[^1].Number != window)
            {
                for (; seen < request.Before; seen++)
                    newest = Math.Max(newest, log.TimeOf[seen]);
                if (request.Before > 0)
                    windows.Add(new(window, request.Event, request.Before, request.ItemsBefore, newest));
            }
            // What was written late may be older than what the models have seen, or of the same moment.
            if (windows.Count > 0 && request.Time > windows[^1].Newest)
                eligible.Add((request, windows.Count - 1, IsNew(request, begins, windows[^1].Interactions)));
        }
        if (eligible.Count < options.LeastRequests)
            return (null, $"it has {eligible.Count} requests with an outcome to learn from; {options.LeastRequests} are needed.");
        return (new(windows, Sample(eligible, options, run), requests.Pages > 0), null);
    }

    /// <summary>(items of requests) the first interaction of each in the log, one past its last where there is none.</summary>
    private static int[] Begins(InteractionLog log, Vocabulary items)
    {
        var first = new int[log.Items.Count];
        Array.Fill(first, log.Count);
        for (int i = log.Count - 1; i >= 0; i--)
            first[log.ItemOf[i]] = i;
        return [.. Enumerable.Range(0, items.Count).Select(i => log.Items.Find(items[i]) is >= 0 and var item ? first[item] : log.Count)];
    }

    private static bool IsNew(LoggedRequest request, int[] begins, int known)
    {
        for (int i = 0; i < request.Items.Length; i++)
            if (request.Outcomes[i] > 0 && begins[request.Items[i]] >= known)
                return true;
        return false;
    }

    /// <summary>New items and rare outcomes first, the others at random with the weight of those they stand for.</summary>
    /// <remarks>An even sample holds so few requests of new items that trees cannot tell them apart, and sort them last.</remarks>
    private static List<PlannedRequest> Sample(List<(LoggedRequest Request, int Window, bool New)> eligible, RankerOptions options, RunSettings run)
    {
        int best = eligible.Max(e => e.Request.Best);
        int fresh = eligible.Count(e => e.New), known = eligible.Count - fresh;
        int rare = eligible.Count(e => !e.New && e.Request.Best == best);
        double even = Math.Min(1, (double)options.MaxRequests / eligible.Count);
        double keepNew = fresh == 0 ? even : Math.Clamp(options.MaxRequests * MostNew / fresh, even, 1);
        double room = Math.Max(0, options.MaxRequests - keepNew * fresh);
        bool uneven = rare <= room / 2;
        double keepRare = uneven ? 1 : Math.Min(1, room / known);
        double keepRest = known == 0 ? keepNew : uneven && known > rare ? Math.Min(1, (room - rare) / (known - rare)) : keepRare;
        var planned = new List<PlannedRequest>();
        var random = run.Random("ranker.sample");
        foreach (var (request, window, isNew) in eligible)
        {
            double keep = isNew ? keepNew : request.Best == best ? keepRare : keepRest;
            if (random.NextDouble() < keep)
                planned.Add(new(request, window, (float)(keepRest / keep), isNew));
        }
        return planned;
    }
}
