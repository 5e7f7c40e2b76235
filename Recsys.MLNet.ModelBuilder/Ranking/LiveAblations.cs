using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>The whole recommender without one of its parts: what each part is worth, live.</summary>
internal static class LiveAblations
{
    /// <summary>Training options for each part that the recommender of this log has and for the live sources.</summary>
    public static IReadOnlyList<(string Name, TrainingOptions Training)> For(string whole, InteractionLog log, TrainingOptions training)
    {
        ArgumentNullException.ThrowIfNull(training);
        var models = training.Models.Where(m => m.Model != "pipeline").Select(m => m.Called).Union(PipelineSources.For(log).Select(s => s.Name)).ToArray();
        var ablations = new List<(string, TrainingOptions)>();
        foreach (var (part, belong) in PipelineParts.All)
            if (models.Intersect(belong).Any())
                ablations.Add((PipelineParts.Row(whole, part), training with { Without = [.. training.Without, .. belong] }));
        ablations.Add((PipelineParts.Row(whole, "live sources"), training with { Without = [.. training.Without, .. ServingOptions.LiveSources.Select(s => s.Name)] }));
        return ablations;
    }
}
