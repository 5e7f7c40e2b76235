using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Engine;

/// <summary>Settings of <see cref="RecsysEngine"/>.</summary>
public sealed class RecsysOptions : IValidatedOptions
{
    /// <summary>Package of the model <c>default</c>. Default none: then live sources alone answer. See <see cref="Packages"/> for more than one.</summary>
    public string? Package { get; set; }

    /// <summary>Further packages by model name. Default none. All must remember the same state as the first; see <see cref="State"/>.</summary>
    public IDictionary<string, string> Packages { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where events are kept: <c>memory</c>, a path, <c>sqlite:PATH</c> or <c>postgres://user:password@host:port/database</c>. Default memory, which forgets on restart.</summary>
    public string Store { get; set; } = "memory";

    /// <summary>What is remembered where no package says so. Default <see cref="StateOptions"/>'s. A package's own state options take precedence.</summary>
    public StateOptions State { get; set; } = new();

    /// <summary>How live sources answer where no package does. Default <see cref="ServingOptions"/>'s. A package's own serving options take precedence.</summary>
    public ServingOptions Live { get; set; } = new();

    /// <summary>Events between snapshots of the state. Default 100,000; 0 takes one at the end only. Rare snapshots make restarts and explanations replay more, frequent ones cost a write of the whole state each.</summary>
    public int SnapshotEvery { get; set; } = 100_000;

    /// <summary>Events accepted and not yet durable at which the engine counts as overloaded. Default 20,000. Too small refuses short bursts, too large lets waiting times grow; the service answers 429 beyond it.</summary>
    public int MaxPending { get; set; } = 20_000;

    /// <summary>Whether answered lists are logged as rankings. Default true. False loses exposures, explanations and training data.</summary>
    public bool LogRankings { get; set; } = true;

    /// <summary>How far ahead of the clock an event's time may be, in hours. Default 24. Too large lets one wrong clock spoil decayed counters, too small refuses phones that run fast. Only for events with an absolute clock.</summary>
    public double MaxHoursAhead { get; set; } = 24;

    /// <summary>Names that requests may ask for whose users are shared between models: shares by model, such as 0.9 and 0.1. Default none. A user stays with one model; tiny shares take long to tell models apart. See <see cref="Shadows"/> for a trial without users.</summary>
    public IDictionary<string, IReadOnlyDictionary<string, double>> Splits { get; } = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal);

    /// <summary>Models that are asked the same as another, after it has answered: shadow by the model that answers. Default none. Each costs its requests' computing once more; what it says is only compared. See <see cref="Splits"/> for a trial with users.</summary>
    public IDictionary<string, string> Shadows { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether a request first asks a store that several processes write whether another process took in events of its user. Default true. False saves a query for each list, and suits where a load balancer keeps every user on one process; then what other processes took in is known within about a second. No effect on stores of one process.</summary>
    public bool ReadThrough { get; set; } = true;

    /// <summary>The tenant whose events this service keeps; events of another are refused. Default none, which takes in events of any tenant as those of one. Give each tenant a service and a <see cref="Store"/> of its own.</summary>
    public string? Tenant { get; set; }

    /// <summary>Memory for users and items in millions of bytes, whatever the package says. Default 0: as its <see cref="StateOptions.Megabytes"/>. Too small forgets active users, see there. Nodes on one store must agree on it; lists logged under another budget may not be made again equal.</summary>
    public int StateMegabytes { get; set; }

    /// <summary>Requests that a model is asked before it takes over: those asked last, then users and surfaces seen last. Default 64; 0 lets its first users wait for compiling and first reads. Bounded by <see cref="WarmUpMilliseconds"/>, whichever ends first.</summary>
    public int WarmUpRequests { get; set; } = 64;

    /// <summary>Longest time that warming a model up may take, in milliseconds; the request in progress is finished. Default 2000. Too short leaves large models cold, too long delays starts and swaps. See <see cref="WarmUpRequests"/>.</summary>
    public double WarmUpMilliseconds { get; set; } = 2000;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() =>
    [
        .. Check.All(
            Check.NotNegative(SnapshotEvery, nameof(SnapshotEvery), "events between snapshots, 0 for one at the end"),
            Check.Positive(MaxPending, nameof(MaxPending), "events that may wait for the disk"),
            Check.NotNegative(StateMegabytes, nameof(StateMegabytes), "millions of bytes, 0 for the package's"),
            Check.NotNegative(WarmUpRequests, nameof(WarmUpRequests), "requests before a model takes over, 0 for none"),
            Check.Positive(WarmUpMilliseconds, nameof(WarmUpMilliseconds), "milliseconds"),
            Check.NotNegative(MaxHoursAhead, nameof(MaxHoursAhead), "hours ahead of the clock"),
            Check.That(Splits.Values.All(s => s.Values.All(v => double.IsFinite(v) && v >= 0) && s.Values.Sum() > 0), nameof(Splits), "has shares below 0, or none above it; give each model a share such as 0.5."),
            Check.That(Shadows.All(s => s.Key != s.Value), nameof(Shadows), "lets a model shadow itself; name another.")),
        .. State.Problems(), .. Live.Problems(),
    ];
}
