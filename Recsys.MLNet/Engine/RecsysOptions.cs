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

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() =>
    [
        .. Check.All(
            Check.NotNegative(SnapshotEvery, nameof(SnapshotEvery), "events between snapshots, 0 for one at the end"),
            Check.Positive(MaxPending, nameof(MaxPending), "events that may wait for the disk"),
            Check.NotNegative(MaxHoursAhead, nameof(MaxHoursAhead), "hours ahead of the clock")),
        .. State.Problems(), .. Live.Problems(),
    ];
}
