namespace Recsys.MLNet.Components;

/// <summary>Notices that a file was changed, created or renamed into place: by the system's notices, and by looking where these get lost.</summary>
internal sealed class PackageWatch : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private readonly string _path;
    private readonly FileSystemWatcher _notices;
    private readonly SemaphoreSlim _changed = new(0);
    private readonly CancellationTokenSource _stop = new();
    private (long Length, DateTime Written)? _seen;

    public PackageWatch(string path)
    {
        _path = path;
        string folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            throw new FileNotFoundException($"There is no folder {folder} for the package {path}.", path);
        _seen = Look();
        _notices = new FileSystemWatcher(folder, Path.GetFileName(path)) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime };
        _notices.Changed += Notice;
        _notices.Created += Notice;
        _notices.Renamed += Notice;
        _notices.EnableRaisingEvents = true;
    }

    /// <summary>From now on calls <paramref name="reload"/> after each change, one at a time.</summary>
    public void Start(Action reload) => _ = FollowAsync(reload, _stop.Token);

    public void Dispose()
    {
        _stop.Cancel();
        _notices.Dispose();
    }

    private async Task FollowAsync(Action reload, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            bool noticed;
            try
            {
                noticed = await _changed.WaitAsync(LookEvery, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            while (_changed.Wait(0, CancellationToken.None))
                noticed = true; // several notices of one change
            var now = Look();
            if (now is null || (!noticed && now == _seen))
                continue;
            _seen = now;
            reload();
        }
    }

    private void Notice(object sender, FileSystemEventArgs e) => _changed.Release();

    private (long, DateTime)? Look()
    {
        var file = new FileInfo(_path);
        return file.Exists ? (file.Length, file.LastWriteTimeUtc) : null;
    }
}
