using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>A model that <c>evaluate</c> can fit by name.</summary>
/// <param name="Name">Its name in reports and on the command line.</param>
/// <param name="IsFloor">Whether it is one of the floors.</param>
/// <param name="Create">Makes its trainer for a log.</param>
/// <param name="WhyNot">Says why the log cannot support it, or null when it can.</param>
public sealed record KnownModel(string Name, bool IsFloor, Func<InteractionLog, IItemScorerTrainer> Create, Func<InteractionLog, string?> WhyNot)
{
    /// <summary>Makes its trainer with options given as <c>name=value</c>; null for a model without options.</summary>
    public Func<IEnumerable<string>, IItemScorerTrainer>? Configure { get; init; }

    /// <summary>Whether it needs options that nobody can guess, so that it is fitted only where it is named.</summary>
    public bool OnRequest { get; init; }

    /// <summary>Its options with their defaults; null for a model without options.</summary>
    public IValidatedOptions? Defaults { get; init; }

    /// <summary>Makes its trainer with options of the type of <see cref="Defaults"/>; null for a model without options.</summary>
    public Func<IValidatedOptions, IItemScorerTrainer>? CreateWith { get; init; }

    /// <summary>The options that <c>tune</c> varies, by the names of <see cref="Configure"/>; null takes those built in for the model's name.</summary>
    public Tuning.SearchSpace? Space { get; init; }

    /// <summary>A model whose trainer is made from an options record.</summary>
    internal static KnownModel With<TOptions>(string name, TOptions defaults, Func<TOptions, IItemScorerTrainer> create, Func<InteractionLog, string?>? whyNot = null)
        where TOptions : class, IValidatedOptions => new(name, false, _ => create(defaults), whyNot ?? (static _ => null))
        {
            Configure = values => create(OptionValues.Apply(defaults, values)),
            Defaults = defaults,
            CreateWith = options => create(options as TOptions ?? throw new ArgumentException($"The model '{name}' takes {typeof(TOptions).Name}; it is given {options.GetType().Name}.")),
        };
}
