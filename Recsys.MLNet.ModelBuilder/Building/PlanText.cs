using System.Globalization;
using System.Text;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Configuration.Yaml;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.ModelBuilder.Building;

/// <summary>A configuration as a plan for people: one line a step, in the order of the work.</summary>
internal static class PlanText
{
    public static string Of(RecommenderConfiguration c)
    {
        var text = new StringBuilder();
        Line(text, "events", c.Events.Source is { } own ? $"from {own.Called}" : $"from {c.Events.Data ?? "the program"}");
        if (c.Scenario is { } scenario)
            Line(text, "scenario", scenario);
        Line(text, "state", $"{c.Events.State.History} behaviours a user, sessions end after {Text(c.Events.State.SessionGapMinutes)} minutes");
        foreach (var model in c.Recall.Models)
            Line(text, "fit", Model(model));
        Line(text, "recall", string.Join(", ", c.Recall.Chosen.Select(s => $"{s.Name}:{s.Depth}")));
        Line(text, "features", $"{(c.Features.Standard ? "standard" : "of the sources")}{(c.Features.Without.Count > 0 ? $" without {string.Join(", ", c.Features.Without)}" : "")}{(c.Features.Declared.Count > 0 ? $", and {string.Join(", ", c.Features.Declared.Select(f => f.Called))}" : "")}");
        if (c.Recall.Models.Any(m => m.Model == "pipeline" && (m.Options as PipelineOptions)?.Rank != false))
            Line(text, "rank", $"LambdaRank, up to {c.Ranker.Trees.Trees} trees of {c.Ranker.Trees.Leaves} leaves at rate {Text(c.Ranker.Trees.LearningRate)}");
        else
            Line(text, "rank", "the sources added up, no trees");
        if (c.Segments.Learn)
            Line(text, "segments", $"{(c.Segments.Count > 0 ? $"{c.Segments.Count}" : $"2 to {c.Segments.Most}, as many as are best apart")}, read by the ranker");
        Line(text, "re-rank", string.Join(", ", Steps(c)));
        Line(text, "evaluate", c.Run.HoldOut is { } time ? $"on the last {YamlScalar.Length(time)}" : c.Run.Split ?? "not asked for");
        return text.ToString();
    }

    private static IEnumerable<string> Steps(RecommenderConfiguration c)
    {
        if (c.Rerank.Rules.Count > 0)
            yield return $"{c.Rerank.Rules.Count} rules";
        yield return $"seen policy ({string.Join(", ", c.Rerank.Seen.Select(s => $"{s.What.ToLowerInvariant()} {YamlScalar.Kebab(s.Again.ToString())}{(s.Days > 0 ? $" {Text(s.Days)}" : "")}"))})";
        if (c.Rerank.GroupVariants)
            yield return "variants once";
        if (c.Rerank.Relevance < 1)
            yield return $"diversity at λ {Text(c.Rerank.Relevance)}";
        foreach (var own in c.Rerank.Rerankers)
            yield return own.Called;
        if (c.Rerank.Exploration.Kind != Reranking.ExplorationKind.None)
            yield return $"exploration by {YamlScalar.Kebab(c.Rerank.Exploration.Kind.ToString())}";
    }

    private static string Model(ModelUse model) => model.Called + (model.Sources.Count > 0 ? $" of {string.Join(", ", model.Sources.Select(s => s.Called))}" : "");

    private static string Text(double value) => Math.Round(value, 4).ToString(CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string step, string what) => text.Append(CultureInfo.InvariantCulture, $"{step,-10}{what}\n");
}
