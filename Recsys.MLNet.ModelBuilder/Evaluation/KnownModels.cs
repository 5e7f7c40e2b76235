using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.BehaviorAttention;
using Recsys.MLNet.Trainers.Floors;
using Recsys.MLNet.Trainers.Linear;
using Recsys.MLNet.Trainers.MatrixFactorization;
using Recsys.MLNet.Trainers.Neighborhood;
using Recsys.MLNet.Trainers.Neural;
using Recsys.MLNet.Trainers.TextEncoder;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>The models by name. A new one is one line in <see cref="All"/>.</summary>
public static class KnownModels
{
    /// <summary>Every known model, in the order of reports.</summary>
    public static IReadOnlyList<KnownModel> All { get; } =
    [
        Floor("random", _ => new RandomTrainer()),
        Floor("popularity", _ => new PopularityTrainer()),
        Floor("popularity-decayed", new DecayedPopularityOptions(), options => new DecayedPopularityTrainer(options), NeedsAbsoluteClock),
        Floor("user-average", _ => new UserAverageTrainer(), NeedsRatings),
        Floor("id-adjacency", _ => new IdAdjacencyTrainer(), NeedsSourceIds),
        Floor("item-knn", new CooccurrenceOptions(), options => new CooccurrenceTrainer(options)),
        Floor("tf-idf", new TfIdfOptions(), options => new TfIdfTrainer(options), NeedsText),
        Floor("fusion", _ => new FusionTrainer(), NeedsText),
        KnownModel.With("als", new AlsOptions(), options => new AlsTrainer(options)),
        KnownModel.With("bpr", new BprOptions(), options => new BprTrainer(options)),
        KnownModel.With("warp", new WarpOptions(), options => new WarpTrainer(options)),
        KnownModel.With("sgd", new SgdOptions(), options => new SgdTrainer(options), NeedsRatings),
        KnownModel.With("svdpp", new SvdPlusPlusOptions(), options => new SvdPlusPlusTrainer(options), NeedsRatings),
        KnownModel.With("hybrid-mf", new HybridOptions(), options => new HybridTrainer(options), NeedsText),
        KnownModel.With("ncf", new NcfOptions(), options => new NcfTrainer(options)),
        KnownModel.With("ease", new EaseOptions(), options => new EaseTrainer(options), NeedsFewItems),
        KnownModel.With("item-cosine", new ItemKnnOptions(), options => new ItemKnnTrainer(options)),
        KnownModel.With("item-jaccard", new ItemKnnOptions { Measure = SimilarityMeasure.Jaccard }, options => new ItemKnnTrainer(options)),
        KnownModel.With("user-knn", new UserKnnOptions(), options => new UserKnnTrainer(options)),
        KnownModel.With("sequence", new BehaviorAttentionOptions(), options => new BehaviorAttentionTrainer(options)),
        new("pipeline", false, _ => new PipelineTrainer(), Anything) { Configure = Tuning.PipelineValues.Trainer },
        new("pipeline-offline", false, _ => new PipelineTrainer(new(), "pipeline-offline"), NeedsAbsoluteClock) { Configure = Tuning.PipelineValues.Trainer }, // the same two stages where `pipeline` is asked live
        KnownModel.With("text-encoder", new TextEncoderOptions(), options => new TextEncoderScorerTrainer(options), NeedsText),
        KnownModel.With("text", new TextEncoderOptions(), options => new TextFusionTrainer(options), NeedsText),
        KnownModel.With("encoded-text", new EncodedTextOptions(), options => new EncodedTextTrainer(options), NeedsText) with { OnRequest = true },
    ];

    /// <summary>The models that a list means: <c>floors</c>, <c>all</c>, or names divided by commas.</summary>
    /// <param name="list">The list.</param>
    /// <param name="log">The data they are to be fitted on.</param>
    /// <param name="leftOut">Is told of models that a group names but the data cannot support, and why.</param>
    /// <exception cref="ArgumentException">A name is not known, or the data cannot support a model asked for by name.</exception>
    public static IReadOnlyList<KnownModel> Select(string list, InteractionLog log, Action<string>? leftOut = null)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(log);
        var selected = new List<KnownModel>();
        foreach (string name in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (name is "floors" or "all")
            {
                foreach (var model in All.Where(m => m.IsFloor || (name == "all" && !m.OnRequest)))
                {
                    if (model.WhyNot(log) is { } reason)
                        leftOut?.Invoke($"{model.Name} is left out: {reason}");
                    else
                        AddOnce(model);
                }
                continue;
            }
            var named = Find(name);
            if (named.WhyNot(log) is { } why)
                throw new ArgumentException($"The model '{name}' cannot be fitted on this data: {why}");
            AddOnce(named);
        }
        return selected.Count > 0 ? selected : throw new ArgumentException($"The list of models '{list}' names none; expected floors, all, or names divided by commas.");

        void AddOnce(KnownModel model)
        {
            if (!selected.Contains(model))
                selected.Add(model);
        }
    }

    /// <summary>The model of a name, or of <c>NAME:option=value:option=value</c>, which is then its name in the report.</summary>
    internal static KnownModel Find(string text)
    {
        string[] parts = text.Split(':');
        var named = All.FirstOrDefault(m => m.Name == parts[0])
            ?? throw new ArgumentException($"The model '{parts[0]}' is not known; expected floors, all, or some of {string.Join(", ", All.Select(m => m.Name))}.");
        if (parts.Length == 1)
            return named;
        if (named.Configure is not { } configure)
            throw new ArgumentException($"The model '{named.Name}' has no options; expected its name alone.");
        var trainer = new NamedTrainer(text, configure(parts[1..]));
        return named with { Name = text, Create = _ => trainer };
    }

    /// <summary>Says that there is no text to work with, or null.</summary>
    internal static string? NeedsText(InteractionLog log)
    {
        for (int item = 0; item < log.Items.Count; item++)
            foreach (var field in log.Catalogue.FieldsOf(item))
                if (field.Value.Kind == FieldKind.Text)
                    return null;
        return "no item has a text field.";
    }

    /// <summary>Says that times of different users cannot be compared, or null.</summary>
    internal static string? NeedsAbsoluteClock(InteractionLog log) =>
        log.Clock == EventClock.Absolute ? null : $"its times are '{log.Clock.ToString().ToLowerInvariant()}', not absolute.";

    /// <summary>Says that values are no ratings, or null.</summary>
    internal static string? NeedsRatings(InteractionLog log) =>
        log.Types.Count == 1 && log.Types[0] == "rating" ? null : "its interactions are not all ratings.";

    private static string? NeedsFewItems(InteractionLog log) =>
        log.Items.Count <= new EaseOptions().MostItems ? null : $"it needs a weight for every pair of its {log.Items.Count} items; {new EaseOptions().MostItems} are allowed.";

    private static string? NeedsSourceIds(InteractionLog log)
    {
        for (int item = 0; item < log.Items.Count; item++)
            if (log.Catalogue.SourceIdOf(item) is not null)
                return null;
        return "no item has a sourceId.";
    }

    private static KnownModel Floor(string name, Func<InteractionLog, IItemScorerTrainer> create, Func<InteractionLog, string?>? whyNot = null) =>
        new(name, true, create, whyNot ?? Anything);

    private static KnownModel Floor<TOptions>(string name, TOptions defaults, Func<TOptions, IItemScorerTrainer> create, Func<InteractionLog, string?>? whyNot = null)
        where TOptions : class, IValidatedOptions => KnownModel.With(name, defaults, create, whyNot) with { IsFloor = true };

    private static string? Anything(InteractionLog log) => null;
}
