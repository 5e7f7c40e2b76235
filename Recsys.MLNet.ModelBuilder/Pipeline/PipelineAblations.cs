using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.MatrixFactorization;

namespace Recsys.MLNet.ModelBuilder.Pipeline;

/// <summary>The pipeline without one of its parts: what each part is worth.</summary>
public static class PipelineAblations
{
    private static readonly (string Name, Func<IItemScorerTrainer, bool> Belongs)[] Parts =
    [
        ("text", s => s.Name is "tf-idf" or "tags"),
        ("factors", s => s is AlsTrainer),
        ("knn", s => s.Name == "item-knn"),
    ];

    /// <summary>A trainer for each part that the pipeline of this log has, and one without trees.</summary>
    public static IReadOnlyList<IItemScorerTrainer> For(InteractionLog log)
    {
        var sources = PipelineSources.For(log);
        var ablations = new List<IItemScorerTrainer>();
        foreach (var (name, belongs) in Parts)
            if (sources.Any(belongs) && !sources.All(belongs))
                ablations.Add(new PipelineTrainer(new() { Sources = [.. sources.Where(s => !belongs(s))] }, $"pipeline without {name}"));
        ablations.Add(new PipelineTrainer(new() { Rank = false }, "pipeline without trees"));
        return ablations;
    }
}
