using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Features;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Trainers.LambdaRank;
using Recsys.MLNet.Trainers.Segments;

namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>A whole recommender in words: what <c>recsys.yml</c> says, what <c>RecommenderBuilder</c> builds up, what <c>recsys train</c> trains.</summary>
/// <remarks>Its sections hold the option records that the code itself uses; docs/configuration.md lists them.</remarks>
public sealed record RecommenderConfiguration : IValidatedOptions
{
    /// <summary>Name of the configuration file that commands look for.</summary>
    public const string FileName = "recsys.yml";

    /// <summary>Name of the preset whose defaults hold, such as <c>ecommerce</c>. Default none: the defaults of every option. See docs/scenarios.md.</summary>
    public string? Scenario { get; init; }

    /// <summary>Where events come from, what they weigh, what is remembered. Default as <see cref="EventOptions"/> says.</summary>
    public EventOptions Events { get; init; } = new();

    /// <summary>What the ranker reads. Default the standard features.</summary>
    public FeatureOptions Features { get; init; } = new();

    /// <summary>Models and candidate sources. Default as <see cref="RecallOptions"/> says.</summary>
    public RecallOptions Recall { get; init; } = new();

    /// <summary>The final ranker, learned by replaying the log; its trees' options stand beside its own. Default as <see cref="RankerOptions"/> says.</summary>
    [Inline(nameof(RankerOptions.Trees))]
    public RankerOptions Ranker { get; init; } = new();

    /// <summary>What happens to the ranked list: seen policy, diversity, variants, rules, chance. Default as <see cref="ServingOptions"/> says.</summary>
    [Hidden(nameof(ServingOptions.Sources), nameof(ServingOptions.Features))]
    public ServingOptions Rerank { get; init; } = new();

    /// <summary>Groups of users by what they lean to and how they behave. Default as <see cref="SegmentOptions"/> says: not learned.</summary>
    public SegmentOptions Segments { get; init; } = new();

    /// <summary>How the work is done and judged. Default as <see cref="RunOptions"/> says.</summary>
    public RunOptions Run { get; init; } = new();

    /// <summary>Reads a configuration file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="components">Known components, to which those of the file's assemblies are added; null for those of the process.</param>
    /// <exception cref="InvalidDataException">It has problems; the message lists every one with its line.</exception>
    public static RecommenderConfiguration Load(string path, ComponentRegistry? components = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no configuration {path}; make one with 'recsys init --scenario ecommerce --data DATA --out {path}'.", path);
        return ConfigurationFile.Read(File.ReadAllText(path), path, components).OrThrow();
    }

    /// <summary>Whether people come back to the same item, so that items of the history stay candidates, in evaluations too.</summary>
    internal bool KeepsSeen => Recall.Models.Any(m => m.Options is PipelineOptions { RemoveSeen: false });

    /// <summary>The training options that this configuration means.</summary>
    public TrainingOptions ToTrainingOptions() => new()
    {
        Models = [.. Recall.Models.Select(WithRanker)],
        State = Events.State,
        Weights = Events.Weights,
        Serving = Rerank with { Sources = Recall.Chosen, Features = Features },
        Features = Features,
        Ranker = Ranker,
        Segments = Segments,
    };

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() =>
        [.. Nested.Problems(this).Where(p => p.Option.Length > 0), .. Check.All(Check.That(Scenario is null || Scenarios.Find(Scenario) is not null, nameof(Scenario), $"is '{Scenario}', which is not known; {Nearest.Advice(Scenario ?? "", Scenarios.Names)}"))];

    // Where no ranker can be learned by replay, the pipeline learns its order by the same trees: what is said of them here, over its own defaults.
    private ModelUse WithRanker(ModelUse use)
    {
        JsonObject said = Json(Ranker.Trees), usual = Json(new RankerOptions().Trees);
        string[] changed = [.. said.Select(o => o.Key).Where(k => !JsonNode.DeepEquals(said[k], usual[k]))];
        if (use.Model != "pipeline" || changed.Length == 0)
            return use;
        var options = use.Options as PipelineOptions ?? new();
        var trees = Json(options.Ranker);
        foreach (string key in changed)
            trees[key] = said[key]?.DeepClone();
        return use with { Options = options with { Ranker = trees.Deserialize<LambdaRankOptions>(JsonSerializerOptions.Web)! } };
    }

    private static JsonObject Json(LambdaRankOptions options) => (JsonObject)JsonSerializer.SerializeToNode(options, JsonSerializerOptions.Web)!;
}
