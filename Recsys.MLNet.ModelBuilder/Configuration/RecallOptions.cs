using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>Section <c>recall</c>: the models that are fitted, and the sources that name candidates.</summary>
public sealed record RecallOptions : IValidatedOptions
{
    /// <summary>Models to fit, by name or as a mapping of <c>model</c>, <c>name</c> and the model's options. Default the pipeline, with item-knn and tf-idf beside it. Those the data cannot support are left out; each costs training time.</summary>
    public IReadOnlyList<ModelUse> Models { get; init; } = new TrainingOptions().Models;

    /// <summary>Candidate sources: models, live sources, components of your own, each with weight and depth. Default none given, which takes every model and the live sources with usual weights. See <see cref="Models"/> for what is fitted.</summary>
    public IReadOnlyList<SourceOptions> Sources { get; init; } = [];

    /// <summary>The sources, the usual ones where none are given.</summary>
    internal IReadOnlyList<SourceOptions> Chosen => Sources.Count > 0 ? Sources : RecommenderTrainer.UsualSources([.. Models.Select(m => m.Called)]);

    /// <summary>A preset's sources for the models that a file names instead: those of models that are not fitted leave, models without a source get one.</summary>
    internal RecallOptions Adapted()
    {
        if (Sources.Count == 0)
            return this;
        var kept = Sources.Where(s => s.Type is not null || ServingModel.LiveSourceNames.Contains(s.Name) || Models.Any(m => m.Called == s.Name)).ToArray();
        return this with { Sources = [.. RecommenderTrainer.UsualSources([.. Models.Select(m => m.Called)]).Where(u => Models.Any(m => m.Called == u.Name) && kept.All(s => s.Name != u.Name)), .. kept] };
    }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems()
    {
        var problems = new List<OptionProblem>(Check.All(
            Check.That(Models.Select(m => m.Called).Distinct(StringComparer.Ordinal).Count() == Models.Count, nameof(Models), "names one model twice; keep one, or give the second another name.")));
        for (int s = 0; s < Sources.Count; s++)
            if (Sources[s].Type is null && !ServingModel.LiveSourceNames.Contains(Sources[s].Name) && Models.All(m => m.Called != Sources[s].Name))
                problems.Add(new($"{nameof(Sources)}[{s}]", $"is '{Sources[s].Name}', which is no live source and no model under recall.models; {Nearest.Advice(Sources[s].Name, [.. ServingModel.LiveSourceNames, .. Models.Select(m => m.Called)])}"));
        return problems;
    }
}
