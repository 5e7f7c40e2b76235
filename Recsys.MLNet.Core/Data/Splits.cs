using System.Globalization;

namespace Recsys.MLNet.Data;

/// <summary>Divides a log in each of the ways that results in the literature are measured with.</summary>
/// <remarks>
/// The same model reads .28, .44 or .59 on one data set depending on the split: every figure carries the split's name. What is
/// random comes from named streams of the run's seed, one for each user or item, so a split does not depend on anything else.
/// </remarks>
public static class Splits
{
    /// <summary>The last share of the log, in log order, as a stream of test events. Events of one second stay together.</summary>
    /// <exception cref="ArgumentException">The log has no absolute clock, or a side would be empty.</exception>
    public static Split Prequential(InteractionLog log, double test = 0.2, double valid = 0)
    {
        RequireAbsolute(log, "prequential");
        CheckShares(test, valid);
        int n = log.Count;
        int testFrom = SecondBoundary(log, (int)Math.Round(n * (1 - test)));
        int validFrom = Math.Min(testFrom, SecondBoundary(log, (int)Math.Round(n * (1 - test - valid))));
        return NotEmpty(new()
        {
            Kind = SplitKind.Prequential,
            Name = "prequential",
            Train = Range(0, validFrom),
            Valid = Range(validFrom, testFrom),
            Test = Range(testFrom, n),
            Cutoff = validFrom < n ? log.TimeOf[validFrom] : null,
        });
    }

    /// <summary>A global cut in time that leaves about this share of events after it, whatever the order of lines.</summary>
    /// <exception cref="ArgumentException">The log has no absolute clock, or a side would be empty.</exception>
    public static Split Time(InteractionLog log, double test = 0.2, double valid = 0)
    {
        RequireAbsolute(log, "time");
        CheckShares(test, valid);
        var times = (long[])log.TimeOf.Clone();
        Array.Sort(times);
        long CutAt(double share) => times.Length == 0 ? 0 : Second(times[Math.Min(times.Length - 1, (int)Math.Round(times.Length * share))]) * 1000;
        return ByTime(log, CutAt(1 - test - valid), CutAt(1 - test));
    }

    /// <summary>A global cut in time that leaves the last <paramref name="holdOut"/> after it.</summary>
    /// <exception cref="ArgumentException">The log has no absolute clock, or a side would be empty.</exception>
    public static Split Time(InteractionLog log, TimeSpan holdOut)
    {
        RequireAbsolute(log, "time");
        long cutoff = log.Count == 0 ? 0 : log.TimeOf.Max() - (long)holdOut.TotalMilliseconds + 1;
        return ByTime(log, cutoff, cutoff);
    }

    /// <summary>Each user's last event is the test and the one before it the validation; users with fewer than three events train only.</summary>
    public static Split LeaveOneOut(InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var part = new byte[log.Count];
        var users = log.BySequence();
        for (int u = 0; u < users.Users; u++)
        {
            var places = users.PlacesOf(u);
            if (places.Length < 3)
                continue;
            part[places[^1]] = 2;
            part[places[^2]] = 1;
        }
        return NotEmpty(FromParts(SplitKind.LeaveOneOut, "leave-one-out", part));
    }

    /// <summary>A random share of each user's events. Shares of valid and test are rounded down, training takes the rest.</summary>
    public static Split RandomUser(InteractionLog log, RunSettings run, double train = 0.8, double valid = 0.1, double test = 0.1)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        (train, valid, test) = Normalised(train, valid, test);
        var part = new byte[log.Count];
        var users = log.BySequence();
        for (int u = 0; u < users.Users; u++)
        {
            int[] places = users.PlacesOf(u).ToArray();
            run.Random("split.random-user", u).Shuffle<int>(places);
            // The small amount keeps 0.1 × 10 from rounding down to 0.
            int inTest = (int)(places.Length * test + 1e-9), inValid = (int)(places.Length * valid + 1e-9);
            foreach (int place in places.AsSpan(0, inTest))
                part[place] = 2;
            foreach (int place in places.AsSpan(inTest, inValid))
                part[place] = 1;
        }
        return NotEmpty(FromParts(SplitKind.RandomUser, Named("random-user", train, valid, test), part));
    }

    /// <summary>A random share of each item's events; training takes the nearest whole number, halves to even.</summary>
    public static Split RandomItem(InteractionLog log, RunSettings run, double train = 0.75, double test = 0.25)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        (train, _, test) = Normalised(train, 0, test);
        var part = new byte[log.Count];
        var byItem = Enumerable.Range(0, log.Count).GroupBy(i => log.ItemOf[i]);
        foreach (var group in byItem)
        {
            int[] places = [.. group];
            run.Random("split.random-item", group.Key).Shuffle<int>(places);
            foreach (int place in places.AsSpan((int)Math.Round(places.Length * train, MidpointRounding.ToEven)))
                part[place] = 2;
        }
        return NotEmpty(FromParts(SplitKind.RandomItem, Named("random-item", train, 0, test), part));
    }

    /// <summary>All events of a random share of the items are the test: what a model makes of items that it has never seen anyone touch.</summary>
    public static Split ColdItems(InteractionLog log, RunSettings run, double cold = 0.1)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        if (!(cold is > 0 and < 1))
            throw new ArgumentException($"The share of cold items is {Text(cold)}; expected above 0 and below 1.", nameof(cold));
        int[] order = run.Random("split.cold-items").Permutation(log.Items.Count);
        var isCold = new bool[log.Items.Count];
        foreach (int item in order.AsSpan(0, (int)Math.Round(log.Items.Count * cold)))
            isCold[item] = true;
        return NotEmpty(FromParts(SplitKind.ColdItems, $"cold-items:{Text(cold * 100)}", [.. log.ItemOf.Select(item => (byte)(isCold[item] ? 2 : 0))]));
    }

    /// <summary>Random parts of equal size over all events; split f tests on part f and trains on the others.</summary>
    public static Split[] Folds(InteractionLog log, RunSettings run, int folds = 5)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(run);
        if (folds < 2 || folds > log.Count)
            throw new ArgumentException($"folds is {folds}; expected 2 to the number of interactions, {log.Count}.", nameof(folds));
        int[] order = run.Random("split.folds").Permutation(log.Count);
        var splits = new Split[folds];
        for (int f = 0; f < folds; f++)
        {
            int from = (int)((long)log.Count * f / folds), to = (int)((long)log.Count * (f + 1) / folds);
            var part = new byte[log.Count];
            foreach (int place in order.AsSpan(from, to - from))
                part[place] = 2;
            splits[f] = FromParts(SplitKind.Folds, $"folds:{folds}#{f + 1}", part);
        }
        return splits;
    }

    /// <summary>Reads files of "user item value [time]" lines into one log and the split they describe.</summary>
    public static (InteractionLog Log, Split Split) Files(string train, string test, string? valid = null)
    {
        var logs = valid is null ? InteractionLines.Read(train, test) : InteractionLines.Read(train, valid, test);
        var log = InteractionLog.Concat(logs);
        int trainEnd = logs[0].Count, validEnd = valid is null ? trainEnd : trainEnd + logs[1].Count;
        return (log, new()
        {
            Kind = SplitKind.Files,
            Name = $"files:{Path.GetFileName(train)},{(valid is null ? "" : Path.GetFileName(valid) + ",")}{Path.GetFileName(test)}",
            Train = Range(0, trainEnd),
            Valid = Range(trainEnd, validEnd),
            Test = Range(validEnd, log.Count),
        });
    }

    private static Split ByTime(InteractionLog log, long validFrom, long testFrom)
    {
        var part = new byte[log.Count];
        for (int i = 0; i < part.Length; i++)
            part[i] = (byte)(log.TimeOf[i] >= testFrom ? 2 : log.TimeOf[i] >= validFrom ? 1 : 0);
        return NotEmpty(FromParts(SplitKind.Time, "time", part) with { Cutoff = validFrom });
    }

    private static Split FromParts(SplitKind kind, string name, byte[] part)
    {
        var places = new List<int>[] { [], [], [] };
        for (int i = 0; i < part.Length; i++)
            places[part[i]].Add(i);
        return new() { Kind = kind, Name = name, Train = [.. places[0]], Valid = [.. places[1]], Test = [.. places[2]] };
    }

    private static int SecondBoundary(InteractionLog log, int at)
    {
        while (at > 0 && at < log.Count && Second(log.TimeOf[at]) == Second(log.TimeOf[at - 1]))
            at--;
        return at;
    }

    private static long Second(long milliseconds) => (long)Math.Floor(milliseconds / 1000.0);

    private static int[] Range(int from, int to) => [.. Enumerable.Range(from, to - from)];

    private static (double Train, double Valid, double Test) Normalised(double train, double valid, double test)
    {
        double sum = train + valid + test;
        if (!(train > 0 && valid >= 0 && test > 0) || !double.IsFinite(sum))
            throw new ArgumentException($"Shares are {Text(train)}, {Text(valid)} and {Text(test)}; expected train and test above 0, valid 0 or more.");
        return (train / sum, valid / sum, test / sum);
    }

    private static void CheckShares(double test, double valid)
    {
        if (!(test > 0 && valid >= 0 && test + valid < 1))
            throw new ArgumentException($"Shares are test {Text(test)} and valid {Text(valid)}; expected test above 0, valid 0 or more, and less than 1 together.");
    }

    private static void RequireAbsolute(InteractionLog log, string split)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.Clock != EventClock.Absolute)
            throw new ArgumentException($"The split '{split}' needs times that compare between users; this log's clock is {EventJsonForm.NameOf(log.Clock)}. Use leave-one-out.");
    }

    private static Split NotEmpty(Split split) => split.Train.Length > 0 && split.Test.Length > 0
        ? split
        : throw new ArgumentException($"The split '{split.Name}' leaves {split.Train.Length} interactions to train on and {split.Test.Length} to test; this log is too small for it.");

    private static string Named(string name, double train, double valid, double test) =>
        valid > 0 ? $"{name}:{Text(train * 100)}/{Text(valid * 100)}/{Text(test * 100)}" : $"{name}:{Text(train * 100)}/{Text(test * 100)}";

    private static string Text(double value) => Math.Round(value, 6).ToString(CultureInfo.InvariantCulture);
}
