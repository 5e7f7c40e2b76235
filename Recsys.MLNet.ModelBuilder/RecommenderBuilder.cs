using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder.Building;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Trainers.BehaviorAttention;
using Recsys.MLNet.Trainers.LambdaRank;
using Recsys.MLNet.Trainers.MatrixFactorization;
using Recsys.MLNet.Trainers.Segments;
using Recsys.MLNet.Trainers.TextEncoder;

namespace Recsys.MLNet.ModelBuilder;

/// <summary>A whole recommender, said step by step. Immutable: every step gives a new builder; only <see cref="Train"/> does work.</summary>
/// <remarks>It builds up a <see cref="RecommenderConfiguration"/>, the same that <c>recsys.yml</c> holds and <c>recsys train</c> trains: there is one way to make a recommender.</remarks>
public sealed class RecommenderBuilder
{
    private readonly Func<RunSettings, IEnumerable<Event>>? _events;
    private readonly ComponentRegistry _components;
    private readonly IReadOnlyList<ModelUse> _parts; // models named by steps; they become the pipeline's sources
    private readonly bool _ranked;

    private RecommenderBuilder(RecommenderConfiguration configuration, Func<RunSettings, IEnumerable<Event>>? events, ComponentRegistry components, IReadOnlyList<ModelUse> parts, bool ranked)
    {
        (_events, _components, _parts, _ranked) = (events, components, parts, ranked);
        Configuration = parts.Count == 0 ? configuration
            : configuration with { Recall = configuration.Recall with { Models = Models(parts, ranked) }, Ranker = configuration.Ranker with { Learn = ranked } };
    }

    /// <summary>What has been said so far.</summary>
    public RecommenderConfiguration Configuration { get; }

    /// <summary>Begins with the events of a folder, a file or a store.</summary>
    public static RecommenderBuilder FromEvents(string data)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        return new(new() { Events = new() { Data = data } }, null, ComponentRegistry.Shared, [], ranked: false);
    }

    /// <summary>Begins with events at hand.</summary>
    public static RecommenderBuilder FromEvents(IEnumerable<Event> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new(new(), _ => events, ComponentRegistry.Shared, [], ranked: false);
    }

    /// <summary>Begins with a configuration file.</summary>
    /// <exception cref="InvalidDataException">It has problems; the message lists every one with its line.</exception>
    public static RecommenderBuilder FromConfiguration(string path = RecommenderConfiguration.FileName) => FromConfiguration(RecommenderConfiguration.Load(path));

    /// <summary>Begins with a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="components">Known components; null for those of the process.</param>
    public static RecommenderBuilder FromConfiguration(RecommenderConfiguration configuration, ComponentRegistry? components = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new(configuration, null, components ?? ComponentRegistry.Shared, [], ranked: false);
    }

    /// <summary>Takes the events from somewhere else.</summary>
    public RecommenderBuilder On(string data) => new(Configuration with { Events = Configuration.Events with { Data = data, Source = null } }, null, _components, _parts, _ranked);

    /// <summary>Takes the defaults of a scenario, such as <c>ecommerce</c>, for everything that steps do not say. Call it before other steps.</summary>
    /// <exception cref="ArgumentException">There is no such scenario.</exception>
    public RecommenderBuilder For(string scenario)
    {
        var preset = Scenarios.Find(scenario) ?? throw new ArgumentException($"The scenario is '{scenario}'; expected {string.Join(", ", Scenarios.Names)}.");
        return With(preset.Configuration with { Events = preset.Configuration.Events with { Data = Configuration.Events.Data, Source = Configuration.Events.Source } });
    }

    /// <summary>Any change of the configuration that no step has a word for.</summary>
    public RecommenderBuilder Configure(Func<RecommenderConfiguration, RecommenderConfiguration> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return With(change(Configuration));
    }

    /// <summary>Item texts as a source: TF-IDF and an encoder learned from this log's behaviour, together.</summary>
    public RecommenderBuilder EncodeText(params string[] fields) => Recall(new ModelUse("text") { Options = new TextEncoderOptions { Fields = Fields(fields) } });

    /// <summary>Item texts as a source, through a pretrained ONNX encoder.</summary>
    public RecommenderBuilder EncodeText(string field, OnnxTextEncoderOptions encoder) => EncodeText(field, ComponentUse.Of("onnx", encoder));

    /// <summary>Item texts as a source, through an encoder of your own.</summary>
    public RecommenderBuilder EncodeText(string field, ComponentUse encoder) => Recall(new ModelUse("encoded-text") { Options = new EncodedTextOptions { Encoder = encoder, Fields = [field] } });

    /// <summary>Matrix factorization as a source.</summary>
    public RecommenderBuilder Factorize(AlsOptions? options = null) => Recall(new ModelUse("als") { Options = options });

    /// <summary>Attention over the user's last behaviours as a source.</summary>
    public RecommenderBuilder AttendBehavior(BehaviorAttentionOptions? options = null) => Recall(new ModelUse("sequence") { Options = options ?? PipelineSources.Sequence });

    /// <summary>What users turn to together as a source.</summary>
    public RecommenderBuilder CountPairs() => Recall("item-knn");

    /// <summary>Any model as a source: a known one, or a trainer of your own.</summary>
    public RecommenderBuilder Recall(ModelUse model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(Configuration, _events, _components, [.. _parts.Where(p => p.Called != model.Called), model], _ranked);
    }

    /// <summary>A candidate source of your own, beside the models and the live sources.</summary>
    public RecommenderBuilder Recall(SourceOptions source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return With(Configuration with { Recall = Configuration.Recall with { Sources = [.. Configuration.Recall.Chosen.Where(s => s.Name != source.Name), source] } });
    }

    /// <summary>A feature declared by its kind and options, or one of your own.</summary>
    public RecommenderBuilder Feature(ComponentUse feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        return With(Configuration with { Features = Configuration.Features with { Declared = [.. Configuration.Features.Declared.Where(f => f.Called != feature.Called), feature] } });
    }

    /// <summary>Segments of users: the ranker reads them, evaluations divide by them, the package exports them.</summary>
    public RecommenderBuilder Segment(SegmentOptions? options = null) => With(Configuration with { Segments = (options ?? new()) with { Learn = true } });

    /// <summary>Trees put the candidates in order. Without this step the sources are added up.</summary>
    public RecommenderBuilder Rank(LambdaRankOptions? options = null) => new(options is null ? Configuration : Configuration with { Ranker = Configuration.Ranker with { Trees = options } }, _events, _components, _parts, ranked: true);

    /// <summary>Lists become varied: λ of the diversity step, 1 for the ranker's own order.</summary>
    public RecommenderBuilder Diversify(float relevance = 0.7f) => With(Configuration with { Rerank = Configuration.Rerank with { Relevance = relevance } });

    /// <summary>A re-ranker of your own.</summary>
    public RecommenderBuilder Rerank(ComponentUse reranker) => With(Configuration with { Rerank = Configuration.Rerank with { Rerankers = [.. Configuration.Rerank.Rerankers, reranker] } });

    /// <summary>A business rule.</summary>
    public RecommenderBuilder Rule(ItemRule rule) => With(Configuration with { Rerank = Configuration.Rerank with { Rules = [.. Configuration.Rerank.Rules, rule] } });

    /// <summary>Whether items may come again after a behaviour; one rule for each behaviour.</summary>
    public RecommenderBuilder Seen(params SeenRule[] rules) => With(Configuration with { Rerank = Configuration.Rerank with { Seen = rules } });

    /// <summary>Judges the recommender on the end of the log, which it has not seen; then trains it on all of it.</summary>
    public RecommenderBuilder HoldOutLast(TimeSpan time) => With(Configuration with { Run = Configuration.Run with { HoldOut = time, Split = null } });

    /// <summary>Judges the recommender under a split such as <c>leave-one-out</c>; then trains it on everything.</summary>
    public RecommenderBuilder Evaluate(string split) => With(Configuration with { Run = Configuration.Run with { Split = split, HoldOut = null } });

    /// <summary>The plan in words: what would be done, in order.</summary>
    public string Describe() => PlanText.Of(Configuration);

    /// <summary>Does the work: evaluates where a hold-out was asked for, trains on everything, gives package and report.</summary>
    /// <param name="run">Seed, threads, progress. A seed or threads that the configuration states go before.</param>
    /// <exception cref="ArgumentException">The configuration has problems, or the data cannot support it.</exception>
    public BuiltRecommender Train(RunSettings? run = null)
    {
        if (Configuration.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(Environment.NewLine, problems.Select(p => $"{p.Option} {p.Message}")));
        run = Configuration.Run.Over(run ?? RunSettings.Default);
        var work = new RecommenderRun(Configuration, _components);
        var events = _events is null ? null : _events(run).ToArray();
        var report = Configuration.Run is { HoldOut: null, Split: null } ? null : work.Evaluate(events, run);
        return new(work.Train(events, run), report);
    }

    private static IReadOnlyList<string> Fields(string[] fields) => fields.Length == 0 ? new TextEncoderOptions().Fields : fields;

    // What was named becomes the sources of one pipeline; pairs and words stand beside it, because they can say why.
    private static IReadOnlyList<ModelUse> Models(IReadOnlyList<ModelUse> parts, bool ranked)
    {
        var pipeline = new ModelUse("pipeline") { Sources = parts, Options = new PipelineOptions { Rank = ranked } };
        return [pipeline, new("item-knn"), new("tf-idf")];
    }

    private RecommenderBuilder With(RecommenderConfiguration configuration) => new(configuration, _events, _components, _parts, _ranked);
}
