using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>Makes the event log of a shop, news site or video library that does not exist, and knows the truth behind it.</summary>
/// <remarks>
/// Users have favourite categories that drift, a budget, a style, a language and a need of the moment; the site shows pages mostly
/// by popularity; users look at a page from the top, give up somewhere (position bias), click what appeals, and some clicks become
/// more. Items and users come and go, sessions begin without a login, things used up are bought again. Users do not see one another
/// within a day, so they are simulated in parallel and the log depends on the seed alone. It is in order of time.
/// </remarks>
public sealed class Simulator
{
    private readonly SimulationOptions _options;

    /// <summary>A simulator with those settings.</summary>
    /// <exception cref="ArgumentException">Settings are wrong; the message lists every problem.</exception>
    public Simulator(SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        _options = options;
    }

    /// <summary>The log with the truth behind its rankings, one day in memory at a time.</summary>
    public IEnumerable<SimulatedEvent> Run(RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var world = new SimulatedWorld(_options, run);
        var pending = new List<SimulatedEvent>();
        for (int day = 0; day < _options.Days; day++)
        {
            run.Report("simulate", (double)day / _options.Days, $"day {day + 1} of {_options.Days}");
            world.Open(day);
            AddArrivals(world, day, pending);
            AddSessions(world, day, run, pending);
            foreach (var e in TakeBefore(pending, _options.Start + (day + 1) * SimulatedWorld.Day))
                yield return e;
        }
        foreach (var e in TakeBefore(pending, long.MaxValue))
            yield return e;
        run.Report("simulate", 1);
    }

    /// <summary>The log alone.</summary>
    public IEnumerable<Event> Events(RunSettings run) => Run(run).Select(e => e.Event);

    private static void AddArrivals(SimulatedWorld world, int day, List<SimulatedEvent> log)
    {
        long from = day * SimulatedWorld.Day, to = from + SimulatedWorld.Day, start = world.Options.Start;
        foreach (var item in world.Items)
        {
            if (item.Born >= from && item.Born < to)
                log.Add(new(new() { Kind = EventKind.Item, Id = "b" + item.Id, Timestamp = start + item.Born, Item = item.Id, Available = true, Fields = ItemGrammar.FieldsOf(item, world.Theme) }));
            if (item.Gone >= from && item.Gone < to)
                log.Add(new(new() { Kind = EventKind.Item, Id = "g" + item.Id, Timestamp = start + item.Gone, Item = item.Id, Available = false }));
        }
        foreach (var user in world.Users)
        {
            if (user.Born >= from && user.Born < to)
                log.Add(new(new() { Kind = EventKind.User, Id = "b" + user.Id, Timestamp = start + user.Born, User = user.Id, Fields = [new("language", FieldValue.Of(user.Chinese ? "zh" : "en"))] }));
        }
    }

    private static void AddSessions(SimulatedWorld world, int day, RunSettings run, List<SimulatedEvent> log)
    {
        var byUser = new List<SimulatedEvent>?[world.Users.Length];
        run.ParallelFor(byUser.Length, u => byUser[u] = DayOf(world, world.Users[u], day, run));
        var numbers = world.Items.Select((item, i) => (item.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        foreach (var events in byUser)
        {
            if (events is null)
                continue;
            foreach (var e in events)
                if (e.Event.Kind == EventKind.Interaction)
                    world.Clicked(numbers[e.Event.Item!]);
            log.AddRange(events);
        }
    }

    private static List<SimulatedEvent>? DayOf(SimulatedWorld world, SimulatedUser user, int day, RunSettings run)
    {
        long from = day * SimulatedWorld.Day;
        if (user.Born >= from + SimulatedWorld.Day)
            return null;
        var random = run.Random("simulate.day", (long)user.Number << 16 | (uint)day);
        user.Drift(world.Options.DriftPerDay, world.Theme.Categories.Count, random);
        int sessions = Poisson(user.Activity, random);
        if (sessions == 0)
            return null;
        var starts = new long[sessions];
        for (int s = 0; s < sessions; s++)
            starts[s] = Math.Max(from + TimeOfDay(random), user.Born);
        Array.Sort(starts);
        var log = new List<SimulatedEvent>();
        var session = new SessionSimulator(world, user, random, log);
        foreach (long start in starts)
            session.Play(start);
        return log;
    }

    // Few at night, most in the evening: the middle of three uniform draws over the waking hours, now and then any hour.
    private static long TimeOfDay(RandomStream random)
    {
        double hour = random.NextDouble() < 0.1 ? 24 * random.NextDouble() : 7 + 17 * Math.Max(random.NextDouble(), random.NextDouble() * random.NextDouble());
        return (long)(Math.Min(hour, 23.99) * 3_600_000);
    }

    private static int Poisson(double mean, RandomStream random)
    {
        double limit = Math.Exp(-mean), product = random.NextDouble();
        int count = 0;
        for (; product > limit && count < 1000; count++)
            product *= random.NextDouble();
        return count;
    }

    /// <summary>Removes and returns, in order of time, what happened before a moment; sessions that pass midnight wait.</summary>
    private static List<SimulatedEvent> TakeBefore(List<SimulatedEvent> pending, long time)
    {
        var (now, later) = (new List<SimulatedEvent>(pending.Count), new List<SimulatedEvent>());
        foreach (var e in pending)
            (e.Event.Timestamp < time ? now : later).Add(e);
        pending.Clear();
        pending.AddRange(later);
        return [.. now.OrderBy(e => e.Event.Timestamp)];
    }
}
