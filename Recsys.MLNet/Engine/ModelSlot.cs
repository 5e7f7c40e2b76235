using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Engine;

/// <summary>One named model with the versions that can still be asked for.</summary>
/// <param name="Current">What answers now.</param>
/// <param name="Earlier">The versions before, newest first; kept for rollback and explanations.</param>
/// <param name="Path">The package file, or null.</param>
/// <param name="LoadedAt">When <paramref name="Current"/> was put in place.</param>
internal sealed record ModelSlot(LoadedModel Current, IReadOnlyList<LoadedModel> Earlier, string? Path, DateTimeOffset LoadedAt)
{
    private const int Kept = 2;

    public ModelSlot Next(LoadedModel model, string? path, DateTimeOffset now) =>
        model.Model.Version == Current.Model.Version ? this with { Path = path } : new(model, [.. Earlier.Prepend(Current).Take(Kept)], path, now);

    public LoadedModel? Find(string? version) => version is null || Current.Model.Version == version ? Current : Earlier.FirstOrDefault(m => m.Model.Version == version);
}

/// <summary>A model bound to the engine's state.</summary>
internal sealed class LoadedModel
{
    public LoadedModel(ServingModel model, WorldState world, StageTimes times)
    {
        (Model, Watch, Drift) = (model, new(model.Schema.Names), new(model.Manifest));
        Pipeline = new RecommendationPipeline(world, model, times) { Observer = Watch };
    }

    public ServingModel Model { get; }

    public RecommendationPipeline Pipeline { get; }

    /// <summary>Requests it was asked before it took over.</summary>
    public int WarmedUp { get; set; }

    /// <summary>How far its scores have moved since it was judged.</summary>
    public ScoreDrift Drift { get; }

    /// <summary>How far scores and features have moved since it was loaded.</summary>
    public ListWatch Watch { get; }
}
