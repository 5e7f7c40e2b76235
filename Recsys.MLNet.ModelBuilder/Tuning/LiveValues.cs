using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>A whole recommender from <c>name=value</c> texts: <c>ranker.NAME</c> and <c>rerank.NAME</c> as in these sections of <c>recsys.yml</c>, <c>source.MODEL=true|false</c> for what names candidates.</summary>
public static class LiveValues
{
    private static readonly string[] Prefixes = [PipelineValues.SourcePrefix, PipelineValues.RankerPrefix, PipelineValues.RerankPrefix];
    private static readonly HashSet<string> OfTrees = [.. OptionValues.Of(new LambdaRankOptions()).Select(o => o.Name)];

    /// <summary>The recommender with those values.</summary>
    /// <param name="basis">The recommender whose other options stay.</param>
    /// <param name="values">Texts.</param>
    /// <param name="log">The data, which decides the usual sources.</param>
    /// <param name="components">Known components; null for those of the process.</param>
    /// <exception cref="ArgumentException">A name or value is wrong; all of it in one message.</exception>
    public static TrainingOptions Apply(TrainingOptions basis, IEnumerable<string> values, InteractionLog log, ComponentRegistry? components = null)
    {
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(values);
        var texts = values.ToList();
        var problems = new List<string>();
        var wanted = PipelineValues.Wanted(texts, problems);
        List<string> Of(string prefix) => [.. texts.Where(t => t.StartsWith(prefix, StringComparison.Ordinal)).Select(t => t[prefix.Length..])];
        var (ranker, rerank) = (Of(PipelineValues.RankerPrefix), Of(PipelineValues.RerankPrefix));
        problems.AddRange(texts.Where(t => !Prefixes.Any(p => t.StartsWith(p, StringComparison.Ordinal)))
            .Select(t => $"'{t}' is no option of the recommender asked live; expected {PipelineValues.RankerPrefix}NAME=value or {PipelineValues.RerankPrefix}NAME=value, as these sections of recsys.yml have them, or {PipelineValues.SourcePrefix}MODEL=true or false. Options of the model alone belong to pipeline-offline."));
        var options = basis.Ranker;
        PipelineValues.Try(problems, () => options = options with { Trees = OptionValues.Apply(options.Trees, ranker.Where(IsOfTrees)) });
        PipelineValues.Try(problems, () => options = OptionValues.Apply(options, ranker.Where(t => !IsOfTrees(t))));
        var serving = basis.Serving;
        if (rerank.Count > 0)
            PipelineValues.Try(problems, () => serving = OptionValues.Apply(serving ?? Usual(basis), rerank));
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(Environment.NewLine, problems));
        var pipeline = Pipeline(basis);
        var changed = wanted.Count == 0 ? pipeline : WithSources(pipeline, wanted, log, components);
        return basis with { Ranker = options, Serving = serving, Models = [changed, .. basis.Models.Where(m => m != pipeline)] };

        static bool IsOfTrees(string text) => OfTrees.Contains(text.Split('=')[0]);
    }

    // How lists are made where nothing is said: what training would take by itself.
    private static ServingOptions Usual(TrainingOptions basis) => new() { Sources = RecommenderTrainer.UsualSources([.. basis.Models.Select(m => m.Called)]), Features = basis.Features };

    /// <summary>The recommender's pipeline; the usual one where it names none.</summary>
    internal static ModelUse Pipeline(TrainingOptions basis) => basis.Models.FirstOrDefault(m => m.Model == "pipeline") ?? new ModelUse("pipeline");

    private static ModelUse WithSources(ModelUse pipeline, IReadOnlyDictionary<string, bool> wanted, InteractionLog log, ComponentRegistry? components)
    {
        var usual = new ModelTrainers(components).Sources(pipeline, log).Select(s => s.Name).ToList();
        string[] names = [.. usual.Where(n => wanted.GetValueOrDefault(n, true)), .. wanted.Where(w => w.Value && !usual.Contains(w.Key)).Select(w => w.Key)];
        if (names.Length == 0)
            throw new ArgumentException("Every source is switched off; a pipeline needs at least one model that names candidates.");
        if (pipeline.Sources.Count == 0)
            return pipeline with { Options = (pipeline.Options as PipelineOptions ?? new()) with { SourceNames = names } };
        return pipeline with { Sources = [.. names.Select(n => pipeline.Sources.FirstOrDefault(s => s.Called == n) ?? new ModelUse(n) { Options = n == "sequence" ? PipelineSources.Sequence : null })] };
    }
}
