using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.State;

namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>Section <c>events</c>: where events come from, what they weigh, what is remembered of them.</summary>
public sealed record EventOptions : IValidatedOptions
{
    /// <summary>The events: a folder with <c>events.jsonl</c>, a file, or a store. Default none: the command line or the program names it. See <see cref="Source"/> for a source of your own.</summary>
    public string? Data { get; init; }

    /// <summary>A component that reads events from elsewhere. Default none; instead of <see cref="Data"/>, never beside it.</summary>
    [UsesComponent(ComponentKind.Events)]
    public ComponentUse? Source { get; init; }

    /// <summary>What each interaction type weighs while fitting. Default as <see cref="InteractionWeights"/> says; types given are added to the usual ones.</summary>
    public InteractionWeights Weights { get; init; } = new();

    /// <summary>What is remembered of users and items. Default as <see cref="StateOptions"/> says.</summary>
    public StateOptions State { get; init; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.That(Data is null || Source is null, nameof(Source), "is given beside data; events come from one of them. Remove the other."));
}
