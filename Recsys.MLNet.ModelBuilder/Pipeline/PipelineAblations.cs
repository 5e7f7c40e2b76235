using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.ModelBuilder.Pipeline;

/// <summary>A pipeline without one of its parts: what each part is worth.</summary>
public static class PipelineAblations
{
    /// <summary>The pipeline, then one trainer for each part that it has on this log and one without trees. They share what they fit: all together take little longer than the pipeline and as many final sorts.</summary>
    /// <param name="pipeline">The whole pipeline.</param>
    /// <param name="log">What it is to be fitted on.</param>
    public static IReadOnlyList<PipelineTrainer> Of(PipelineTrainer pipeline, InteractionLog log)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var sources = PipelineSources.Of(pipeline.Options, log);
        var fits = new SharedFits();
        var family = new List<PipelineTrainer> { new(pipeline.Options with { Sources = sources }, pipeline.Name, fits) };
        foreach (var (part, models) in PipelineParts.All)
            if (sources.Where(s => !models.Contains(s.Name)).ToArray() is { Length: > 0 } others && others.Length < sources.Count)
                family.Add(new(pipeline.Options with { Sources = others }, PipelineParts.Row(pipeline.Name, part), fits));
        family.Add(new(pipeline.Options with { Sources = sources, Rank = false }, PipelineParts.Row(pipeline.Name, "trees"), fits));
        return family;
    }
}
