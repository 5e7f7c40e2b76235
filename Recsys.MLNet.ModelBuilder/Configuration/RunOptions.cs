using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>Section <c>run</c>: how the work is done and judged, as opposed to what is made. Nothing of it is in the package.</summary>
public sealed record RunOptions : IValidatedOptions
{
    /// <summary>Seed of every random stream. Default none given, which takes that of the caller. The same seed gives the same result on any number of <see cref="Threads"/>.</summary>
    public int? Seed { get; init; }

    /// <summary>Threads; 0 for all cores. Default none given, which takes that of the caller. Changes how long it takes, never the result.</summary>
    public int? Threads { get; init; }

    /// <summary>Assemblies with components of your own, relative to the configuration. Default none. Their code runs in this process: name only what you trust.</summary>
    public IReadOnlyList<string> Assemblies { get; init; } = [];

    /// <summary>How the log is divided for the evaluation, such as <c>prequential</c> or <c>leave-one-out</c>. Default none given: prequential where times are absolute, else leave-one-out. Not beside <see cref="HoldOut"/>.</summary>
    public string? Split { get; init; }

    /// <summary>Length of the end of the log that the evaluation holds out, such as <c>7d</c>. Default none given, see <see cref="Split"/>. Too short leaves few users to judge by, too long leaves little to learn from. Needs absolute times.</summary>
    public TimeSpan? HoldOut { get; init; }

    /// <summary>Length of the lists that are judged. Default 10; the longest list that users really look at.</summary>
    public int K { get; init; } = 10;

    /// <summary>Metrics of your own beside the usual ones. Default none.</summary>
    [UsesComponent(ComponentKind.Metric)]
    public IReadOnlyList<ComponentUse> Metrics { get; init; } = [];

    /// <summary>The caller's settings with what this section says.</summary>
    public RunSettings Over(RunSettings caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller with { Seed = Seed ?? caller.Seed, Threads = Threads ?? caller.Threads };
    }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.NotNegative(Threads ?? 0, nameof(Threads), "a number of threads, 0 for all cores"),
        Check.Between(K, 1, 1000, nameof(K), "a number of places"),
        Check.That(HoldOut is null || Split is null, nameof(HoldOut), "is given beside split; the evaluation holds out one way. Remove the other."),
        Check.That(HoldOut is not { } time || time > TimeSpan.Zero, nameof(HoldOut), "has no length; expected a time such as 7d."),
        SplitProblem());

    private OptionProblem? SplitProblem()
    {
        try
        {
            return Split is null || SplitPlan.Parse(Split) is not null ? null : null;
        }
        catch (ArgumentException failure)
        {
            return new(nameof(Split), $"cannot be read: {failure.Message}");
        }
    }
}
