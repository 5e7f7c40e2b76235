using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Components;

/// <summary>A recommender in use by some requests: disposed when it has been replaced and the last of them is done.</summary>
internal sealed class LoadedRecommender
{
    private readonly Func<byte[]> _package;
    private int _uses = 1; // one for being current
    private int _retired;

    private LoadedRecommender(Recommender recommender, Func<byte[]> package) => (Recommender, _package) = (recommender, package);

    public Recommender Recommender { get; }

    public string Version => Recommender.Model.Version;

    /// <summary>Whether nobody can use it any more.</summary>
    public bool IsReleased => Volatile.Read(ref _uses) == 0;

    public static LoadedRecommender Open(string path) => new(Recommender.Open(path), () => File.ReadAllBytes(path));

    public static LoadedRecommender Open(byte[] package)
    {
        using var opened = ModelPackage.Open(new MemoryStream(package, writable: false));
        return new(Recommender.From(opened), () => package);
    }

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
        foreach (object part in Recommender.Model.Sources.Cast<object>().Append(Recommender.Model.Ranker).Concat(Recommender.Model.Rerankers))
            (part as IDisposable)?.Dispose();
    }
}
