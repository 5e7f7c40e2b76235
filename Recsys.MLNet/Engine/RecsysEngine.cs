using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.Engine;

/// <summary>The recommender as a service in this process: events in, lists out, everything stored.</summary>
/// <remarks>
/// An event is in the state before <see cref="IngestAsync"/> returns its task and durable when the task ends. Requests read without
/// a lock. Events are applied in one order, the order of the log, so that any state and any list can be made again from it.
/// </remarks>
public sealed class RecsysEngine : IAsyncDisposable, IDisposable
{
    private readonly RecsysOptions _options;
    private readonly TimeProvider _clock;
    private readonly IEventStore _store;
    private readonly CommitQueue _queue;
    private readonly Lock _order = new();
    private readonly Lock _loading = new();
    private readonly string _idPrefix;
    private Dictionary<string, ModelSlot> _models = new(StringComparer.Ordinal); // replaced whole
    private long _rankings;
    private long _lastSnapshot;
    private Task _snapshot = Task.CompletedTask;
    private int _disposed;

    /// <summary>Opens the store, loads the packages, and brings the state up to the end of the log.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="store">The store; null opens the one that the options name.</param>
    /// <param name="clock">The time; null is the system's.</param>
    public RecsysEngine(RecsysOptions options, IEventStore? store = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        (_options, _clock) = (options, clock ?? TimeProvider.System);
        var packages = Packages(options).ToDictionary(p => p.Name, p => ModelPackage.Open(p.Path), StringComparer.Ordinal);
        try
        {
            _store = store ?? EventStores.Open(options.Store);
            World = StateRecovery.Recover(_store, packages.Values.FirstOrDefault(), options.State, long.MaxValue, null, live: true);
            _lastSnapshot = World.Sequence;
            foreach (var (name, path) in Packages(options))
                Put(name, ServingModel.From(packages[name]), path);
        }
        finally
        {
            foreach (var package in packages.Values)
                package.Dispose();
        }
        if (!_models.ContainsKey(DefaultModel))
            Put(DefaultModel, ServingModel.Live(options.Live, World.Options), null);
        _queue = new CommitQueue(_store);
        _idPrefix = Guid.NewGuid().ToString("N")[..8]; // ids of rankings must differ between runs and nodes
    }

    /// <summary>Name of the model that answers when none is named.</summary>
    public const string DefaultModel = "default";

    /// <summary>What is known of users and items.</summary>
    public WorldState World { get; }

    /// <summary>The models that answer.</summary>
    public IReadOnlyList<ModelInfo> Models =>
        [.. Volatile.Read(ref _models).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new ModelInfo(m.Key, m.Value.Current.Model.Version, m.Value.LoadedAt, m.Value.Current.Model.Manifest?.Metrics ?? []))];

    /// <summary>Whether events can be accepted: the log can be written.</summary>
    public bool Ready => _queue.Failure is null && _disposed == 0;

    /// <summary>Whether so many events wait for the disk that no more should be sent for a moment.</summary>
    public bool Overloaded => _queue.Pending >= _options.MaxPending;

    /// <summary>Events accepted and not yet durable.</summary>
    public int Pending => _queue.Pending;

    /// <summary>The time now, in milliseconds.</summary>
    public long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes events in: they are in the state when the call returns its task, and durable when the task ends.</summary>
    /// <exception cref="InvalidDataException">An event lies too far in the future; then none was taken.</exception>
    public Task<IngestResult> IngestAsync(params IReadOnlyList<Event> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        long limit = Now + (long)(_options.MaxHoursAhead * Decay.Length(TimeWindow.Hour));
        for (int i = 0; i < events.Count; i++)
            if (events[i].Clock == EventClock.Absolute && events[i].Timestamp > limit)
                throw new InvalidDataException($"event {i + 1}: 'timestamp' is {events[i].Timestamp}, more than {_options.MaxHoursAhead} hours ahead of the clock. Send milliseconds since 1970, or mend the sender's clock.");
        int duplicates = 0;
        long sequence;
        Task? durable = null;
        lock (_order)
        {
            foreach (var e in events)
                if (Take(e) is { } stored)
                    durable = stored;
                else
                    duplicates++;
            sequence = World.Sequence;
        }
        MaybeSnapshot(sequence);
        // A duplicate's first copy may still be on its way to the disk: wait for everything before it.
        return Finish(durable ?? _queue.Flush(), new IngestResult(events.Count, duplicates, sequence));

        static async Task<IngestResult> Finish(Task durable, IngestResult result)
        {
            await durable.ConfigureAwait(false);
            return result;
        }
    }

    /// <summary>Answers a request from the state as of now, and logs the list as a ranking.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">Name of the model.</param>
    /// <exception cref="KeyNotFoundException">There is no model of that name.</exception>
    public RecommendationResponse Recommend(RecommendationRequest request, string model = DefaultModel)
    {
        ArgumentNullException.ThrowIfNull(request);
        var slot = Volatile.Read(ref _models).GetValueOrDefault(model) ?? throw new KeyNotFoundException($"There is no model '{model}'; there are {string.Join(", ", _models.Keys.Order(StringComparer.Ordinal))}.");
        // The id comes first: chance in the list hangs on it, and a rebuilt list must draw the same.
        if (_options.LogRankings && request.Id is null)
            request = request with { Id = $"{_idPrefix}-{Interlocked.Increment(ref _rankings):x}" };
        var answer = slot.Current.Pipeline.Recommend(request) with { Id = request.Id };
        if (!_options.LogRankings)
            return answer;
        var record = RankingRecord.Of(request, answer);
        lock (_order)
            Take(record);
        return answer;
    }

    /// <summary>Makes a logged list again from log and model, or the list that would have been without an event.</summary>
    /// <param name="ranking">Id of the ranking.</param>
    /// <param name="without">Id of an event to leave out, or null.</param>
    /// <exception cref="KeyNotFoundException">No such ranking, event or model version.</exception>
    public ListExplanation Explain(string ranking, string? without = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(ranking);
        _queue.Flush().GetAwaiter().GetResult();
        var stored = _store.Find(ranking) ?? throw new KeyNotFoundException($"There is no ranking '{ranking}' in the log. It was never made here, or was erased or compacted away.");
        if (stored.Event.Kind != EventKind.Ranking || RankingRecord.Read(stored.Event) is not var (request, asOf))
            throw new KeyNotFoundException($"'{ranking}' is not a list that this engine made.");
        if (without is not null && _store.Find(without) is null)
            throw new KeyNotFoundException($"There is no event '{without}' in the log to leave out.");
        string name = stored.Event.Policy ?? DefaultModel;
        var loaded = Volatile.Read(ref _models).GetValueOrDefault(name)?.Find(stored.Event.ModelVersion)
            ?? throw new KeyNotFoundException($"Version {stored.Event.ModelVersion} of model '{name}', which made the list, is not loaded. Load its package to explain it.");
        var then = StateRecovery.Recover(_store, null, World.Options, asOf, without, live: false);
        var rebuilt = new RecommendationPipeline(then, loaded.Model).Recommend(request) with { AsOf = asOf };
        var logged = stored.Event.Items.Select(i => KeyValuePair.Create(i.Id, (float)i.Score)).ToArray();
        bool same = logged.SequenceEqual(rebuilt.Items.Select(i => KeyValuePair.Create(i.Item, i.Score)));
        return new(ranking, logged, rebuilt, same, without);
    }

    /// <summary>Deletes everything stored of a user and of the sessions merged into them, from state, log and snapshots.</summary>
    /// <returns>How many events were deleted.</returns>
    public int Erase(string user)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        int erased;
        lock (_order)
        {
            _queue.Flush().GetAwaiter().GetResult();
            string[] actors = [user, .. World.SessionsOf(user)];
            World.Erase(user);
            erased = _store.Erase(actors);
        }
        Snapshot();
        return erased;
    }

    /// <summary>Every stored event of a user and of the sessions merged into them, in the order of the log.</summary>
    public IReadOnlyList<StoredEvent> Export(string user)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        _queue.Flush().GetAwaiter().GetResult();
        return [.. World.SessionsOf(user).Prepend(user).SelectMany(_store.OfActor).OrderBy(e => e.Sequence)];
    }

    /// <summary>Loads a package under a name; requests in progress end with the version before. The last good version stays when it fails.</summary>
    /// <exception cref="SchemaMismatchException">The package remembers another state than the engine does.</exception>
    public ModelInfo Load(string name, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        using var package = ModelPackage.Open(path);
        Put(name, ServingModel.From(package), path);
        return Models.First(m => m.Name == name);
    }

    /// <summary>Loads a model's package file again.</summary>
    public ModelInfo Reload(string name)
    {
        var slot = Volatile.Read(ref _models).GetValueOrDefault(name) ?? throw new KeyNotFoundException($"There is no model '{name}'; there are {string.Join(", ", _models.Keys.Order(StringComparer.Ordinal))}.");
        return Load(name, slot.Path ?? throw new InvalidOperationException($"Model '{name}' has no package to load again: it answers from live sources."));
    }

    /// <summary>Puts the version before in place again.</summary>
    public ModelInfo Rollback(string name)
    {
        lock (_loading)
        {
            var slot = _models.GetValueOrDefault(name) ?? throw new KeyNotFoundException($"There is no model '{name}'.");
            if (slot.Earlier is not [var before, ..])
                throw new InvalidOperationException($"Model '{name}' has no earlier version in this process.");
            Swap(name, new(before, [.. slot.Earlier.Skip(1).Append(slot.Current)], slot.Path, _clock.GetUtcNow()));
        }
        return Models.First(m => m.Name == name);
    }

    /// <summary>Names of the features of a model's lists, in their order.</summary>
    public IReadOnlyList<string> FeatureNames(string model) =>
        Volatile.Read(ref _models).GetValueOrDefault(model)?.Current.Model.Schema.Names ?? throw new KeyNotFoundException($"There is no model '{model}'.");

    /// <summary>Package files by model name, for those who watch them.</summary>
    public IReadOnlyDictionary<string, string> PackageFiles =>
        Volatile.Read(ref _models).Where(m => m.Value.Path is not null).ToDictionary(m => m.Key, m => m.Value.Path!, StringComparer.Ordinal);

    /// <summary>Keeps the state as of now in the store, so that a restart replays only what comes after.</summary>
    public void Snapshot()
    {
        using var buffer = new MemoryStream();
        long sequence = World.Save(buffer);
        _queue.Flush().GetAwaiter().GetResult(); // a snapshot must not be ahead of its log
        _store.SaveSnapshot(sequence, buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _snapshot.GetAwaiter().GetResult();
        bool writable = _queue.Failure is null;
        if (writable && World.Sequence > 0)
            Snapshot();
        _queue.Dispose();
        _store.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private Task? Take(Event e)
    {
        if (e.Id is not null && World.HasApplied(e.Id))
            return null;
        long sequence = World.Sequence + 1;
        var durable = _queue.Add(sequence, e); // first, as it may refuse
        World.Apply(e, sequence);
        return durable;
    }

    private void MaybeSnapshot(long sequence)
    {
        if (_options.SnapshotEvery == 0 || sequence - Volatile.Read(ref _lastSnapshot) < _options.SnapshotEvery || !_snapshot.IsCompleted)
            return;
        lock (_loading)
        {
            if (sequence - _lastSnapshot < _options.SnapshotEvery || !_snapshot.IsCompleted)
                return;
            _lastSnapshot = sequence;
            _snapshot = Task.Run(() =>
            {
                if (_queue.Failure is null)
                    Snapshot();
            });
        }
    }

    private void Put(string name, ServingModel model, string? path)
    {
        StateRecovery.RequireSameState(model, World);
        model = model with { Name = name };
        var loaded = new LoadedModel(model, new RecommendationPipeline(World, model));
        // The first call of a model compiles and fills caches; it must not be a user's.
        loaded.Pipeline.Recommend(new RecommendationRequest { At = Now, Count = 1 });
        lock (_loading)
            Swap(name, _models.TryGetValue(name, out var slot) ? slot.Next(loaded, path, _clock.GetUtcNow()) : new(loaded, [], path, _clock.GetUtcNow()));
    }

    private void Swap(string name, ModelSlot slot) => Volatile.Write(ref _models, new(_models, StringComparer.Ordinal) { [name] = slot });

    private static IEnumerable<(string Name, string Path)> Packages(RecsysOptions options)
    {
        if (options.Package is { } first)
            yield return (DefaultModel, first);
        foreach (var (name, path) in options.Packages)
            if (name != DefaultModel || options.Package is null)
                yield return (name, path);
    }
}
