using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Which requests become rows, in which window, with which weight.</summary>
internal sealed class RankerPlan
{
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
        var eligible = new List<(LoggedRequest Request, int Window)>();
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
                    windows.Add(new(window, request.Event, request.Before, newest));
            }
            // What was written late may be older than what the models have seen, or of the same moment.
            if (windows.Count > 0 && request.Time > windows[^1].Newest)
                eligible.Add((request, windows.Count - 1));
        }
        if (eligible.Count < options.LeastRequests)
            return (null, $"it has {eligible.Count} requests with an outcome to learn from; {options.LeastRequests} are needed.");
        return (new(windows, Sample(eligible, options, run), requests.Pages > 0), null);
    }

    /// <summary>Rare outcomes first, the others at random with the weight of those they stand for.</summary>
    private static List<PlannedRequest> Sample(List<(LoggedRequest Request, int Window)> eligible, RankerOptions options, RunSettings run)
    {
        int best = eligible.Max(e => e.Request.Best);
        int rare = eligible.Count(e => e.Request.Best == best);
        bool uneven = rare <= options.MaxRequests / 2;
        double keepRare = uneven ? 1 : Math.Min(1, (double)options.MaxRequests / eligible.Count);
        double keepRest = uneven && eligible.Count > rare ? Math.Min(1, (options.MaxRequests - rare) / (double)(eligible.Count - rare)) : keepRare;
        var planned = new List<PlannedRequest>();
        var random = run.Random("ranker.sample");
        foreach (var (request, window) in eligible)
        {
            double keep = request.Best == best ? keepRare : keepRest;
            if (random.NextDouble() < keep)
                planned.Add(new(request, window, (float)(keepRest / keep)));
        }
        return planned;
    }
}
