using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ML;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace Recsys.MLNet.Components;

/// <summary>Serves a package to prediction engines, and follows the file when it is replaced.</summary>
/// <remarks>
/// Every engine ever made reads the current recommender for each request, so no engine can be stale and none has to be made anew.
/// A file that cannot be read leaves the current one in place and is logged as a warning. A replaced recommender is released when the last
/// request that uses it is done.
/// </remarks>
public sealed partial class RecsysPackageLoader : ModelLoader, IDisposable
{
    private readonly ModelReloadToken _token = new(); // never fires: the model that engines hold stays the same object
    private readonly RecommenderSlot _slot;
    private readonly RecommendTransformer _model;
    private readonly PackageWatch? _watch;
    private readonly ILogger? _logger;
    private readonly Lock _loading = new();

    /// <summary>Loads a package.</summary>
    /// <param name="path">The package file.</param>
    /// <param name="watchForChanges">Whether to load it again when it is changed, created or renamed into place.</param>
    /// <param name="logger">Is told of reloads and of files that cannot be read.</param>
    /// <exception cref="ModelFormatException">Not a package, damaged, altered, or from a later format.</exception>
    public RecsysPackageLoader(string path, bool watchForChanges = false, ILogger<RecsysPackageLoader>? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (Path, _logger) = (System.IO.Path.GetFullPath(path), logger);
        _watch = watchForChanges ? new PackageWatch(Path) : null; // before loading: no change falls between the two
        _slot = new RecommenderSlot(LoadedRecommender.Open(Path));
        _model = new RecommendTransformer(_slot);
        _watch?.Start(() => Reload());
    }

    /// <summary>The package file.</summary>
    public string Path { get; }

    /// <summary>Version of the package that answers now.</summary>
    public string ModelVersion => _slot.Current.Version;

    internal LoadedRecommender Current => _slot.Current;

    /// <summary>Why the file could not be loaded the last time it was tried, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Loads the file again; what cannot be read changes nothing.</summary>
    /// <returns>Whether the file could be read.</returns>
    public bool Reload()
    {
        lock (_loading)
        {
            try
            {
                var next = LoadedRecommender.Open(Path);
                Problem = null;
                if (next.Version == ModelVersion)
                {
                    next.Retire();
                    return true;
                }
                string before = ModelVersion;
                _slot.Swap(next);
                if (_logger is not null)
                    LogReloaded(_logger, Path, before, next.Version);
                return true;
            }
            catch (Exception failure) when (failure is ModelFormatException or SchemaMismatchException or IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
            {
                if (_logger is not null)
                    LogKept(_logger, Path, ModelVersion, failure.Message);
                Problem = failure.Message;
                return false;
            }
        }
    }

    /// <summary>The model: the same object for as long as the loader lives.</summary>
    public override ITransformer GetModel() => _model;

    /// <summary>A token that never fires; see the remarks.</summary>
    public override IChangeToken GetReloadToken() => _token;

    /// <summary>Ends watching. Engines keep answering from the last recommender.</summary>
    public void Dispose() => _watch?.Dispose();

    [LoggerMessage(Level = LogLevel.Information, Message = "Package {Path} was replaced: version {Before} by {After}")]
    private static partial void LogReloaded(ILogger logger, string path, string before, string after);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Package {Path} cannot be read; version {Version} goes on answering: {Problem}")]
    private static partial void LogKept(ILogger logger, string path, string version, string problem);
}
