using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Features.Declared;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Reranking;
using Recsys.MLNet.State;

namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>The words that presets are written in.</summary>
internal static class Presets
{
    /// <summary>Weights of the interactions a scenario knows, over the usual ones.</summary>
    public static InteractionWeights Weights(params ReadOnlySpan<(string Type, float Weight)> types)
    {
        var all = new Dictionary<string, float>(InteractionWeights.Default.Types, StringComparer.Ordinal);
        foreach (var (type, weight) in types)
            all[type] = weight;
        return new InteractionWeights { Types = all };
    }

    public static BehaviorType Type(string name, BehaviorStage stage, float weight) => new(name, stage, weight);

    public static SeenRule Never(string what) => new(what, SeenAgain.Never);

    public static SeenRule After(string what, double days) => new(what, SeenAgain.AfterDays, days);

    public static SeenRule Again(string what) => new(what, SeenAgain.Always);

    public static ComponentUse Count(string name, string type, params double[] days) => ComponentUse.Of("window-count", new WindowCountOptions { Event = type, Days = days }, name);

    public static ComponentUse Rate(string name, string top, string bottom, params double[] days) => ComponentUse.Of("rate", new RateOptions { Top = top, Bottom = bottom, Days = days }, name);

    public static ComponentUse Shares(string name, string type, params string[] fields) => ComponentUse.Of("interacted-with", new InteractedWithOptions { Event = type, Fields = fields }, name);

    public static ComponentUse FreshItems(float share, double days) => ComponentUse.Of("fresh-items", new FreshShareOptions { Share = share, Days = days });

    public static ItemRule AtMost(string field, float amount) => new(ItemRuleKind.AtMost, field, null, amount);

    /// <summary>The usual models where people come back to the same item: it stays a candidate of the pipeline.</summary>
    public static RecallOptions Repeating { get; } = new()
    {
        Models = [new ModelUse("pipeline") { Options = new PipelineOptions { RemoveSeen = false } }, "item-knn", "tf-idf"],
    };
}
