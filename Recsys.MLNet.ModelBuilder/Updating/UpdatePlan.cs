using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.ModelBuilder.Updating;

/// <summary>Where in the log the package before ends and the hold-out begins.</summary>
/// <param name="Known">Events that the package before was trained on.</param>
/// <param name="HoldOutFrom">Events before the hold-out.</param>
/// <param name="NewInteractions">Interactions after the package before.</param>
/// <param name="HeldOut">Interactions in the hold-out.</param>
internal readonly record struct UpdatePlan(long Known, long HoldOutFrom, int NewInteractions, int HeldOut)
{
    private const double FirstHoldOut = 0.2; // of everything, where there is no package before

    /// <summary>Reads the log once.</summary>
    public static UpdatePlan Of(EventSource source, PackageManifest? before, UpdateOptions options, RunSettings run)
    {
        var interactions = new List<long>(); // place of each interaction in the log
        var fingerprint = new LogFingerprint();
        long known = -1, events = 0;
        long newest = before?.Cutoffs.Values.Select(c => c.Time).DefaultIfEmpty(long.MinValue).Max() ?? long.MinValue;
        long byTime = -1;
        bool sameStore = before is not null && before.Store.Length > 0 && before.Store == source.Store;
        long left = sameStore ? source.Read(after: before!.StateEvents).LongCount() : 0;
        run.Report("read", double.NaN);
        foreach (var e in source.Read())
        {
            if (e.Kind == EventKind.Interaction)
                interactions.Add(events);
            fingerprint.Add(e);
            events++;
            if (before is not null && events == before.StateEvents && fingerprint.Value == before.DataFingerprint)
                known = events; // the log begins as the one that the package was trained on
            if (byTime < 0 && e.Timestamp > newest)
                byTime = events - 1;
        }
        if (before is null)
            known = 0;
        else if (sameStore)
            known = events - left;
        else if (known < 0)
            known = byTime < 0 ? events : byTime; // another log: what is newer than anything the package has seen
        int firstNew = interactions.BinarySearch(known) is var found && found >= 0 ? found : ~found;
        int fresh = interactions.Count - firstNew;
        int held = (int)Math.Ceiling(fresh * (before is null ? FirstHoldOut * options.HoldOut / 0.5 : options.HoldOut));
        return new(known, held == 0 ? events : interactions[^held], fresh, held);
    }
}
