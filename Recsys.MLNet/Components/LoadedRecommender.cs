using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Components;

/// <summary>A recommender in use by some requests: disposed when it has been replaced and the last of them is done.</summary>
internal sealed class LoadedRecommender
{
    private readonly Func<byte[]> _package;
    private readonly WorldState _world;
    private readonly RecommendationPipeline _pipeline;
    private int _uses = 1; // one for being current
    private int _retired;

    private LoadedRecommender(ModelPackage package, Func<byte[]> bytes)
    {
        _package = bytes;
        Model = ServingModel.From(package);
        using var state = package.OpenSection(PackageSections.State);
        _world = WorldState.Load(state, Model.State, Model.Schema, live: true, sequence: package.Manifest.StateEvents);
        _pipeline = new RecommendationPipeline(_world, Model);
        using var view = _world.Open();
        Now = Math.Max(0, view.Newest);
    }

    public ServingModel Model { get; }

    public string Version => Model.Version;

    /// <summary>Time of the newest event that the package knows.</summary>
    public long Now { get; }

    /// <summary>Whether nobody can use it any more.</summary>
    public bool IsReleased => Volatile.Read(ref _uses) == 0;

    public static LoadedRecommender Open(string path)
    {
        using var package = ModelPackage.Open(path);
        return new(package, () => File.ReadAllBytes(path));
    }

    public static LoadedRecommender Open(byte[] bytes)
    {
        using var package = ModelPackage.Open(new MemoryStream(bytes, writable: false));
        return new(package, () => bytes);
    }

    public RecommendationResponse Recommend(RecommendationRequest request) => _pipeline.Recommend(request);

    /// <summary>The package, if it is still the one that was loaded.</summary>
    public byte[] Package()
    {
        byte[] bytes = _package();
        using var package = ModelPackage.Open(new MemoryStream(bytes, writable: false));
        return package.Manifest.Version == Version ? bytes
            : throw new InvalidOperationException($"The package file now holds version {package.Manifest.Version}; this model uses {Version}. Save before the file is replaced, or load the model again.");
    }

    public bool TryEnter()
    {
        for (int uses = Volatile.Read(ref _uses); uses > 0;)
        {
            int seen = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (seen == uses)
                return true;
            uses = seen;
        }
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
            Release();
    }

    public void Retire()
    {
        if (Interlocked.Exchange(ref _retired, 1) == 0)
            Leave();
    }

    private void Release()
    {
        foreach (object part in Model.Sources.Cast<object>().Append(Model.Ranker).Concat(Model.Rerankers))
            (part as IDisposable)?.Dispose();
    }
}
