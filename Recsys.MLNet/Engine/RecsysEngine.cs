using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.Engine;

/// <summary>The recommender as a service in this process: events in, lists out, everything stored.</summary>
/// <remarks>
/// Events are applied in one order, the order of the log, so that any state and any list can be made again from it. Requests read
/// without a lock. With a store that this process alone writes (memory, SQLite) an event is in the state before <see cref="IngestAsync"/>
/// returns its task, and durable when the task ends. On a store that several processes write (PostgreSQL) it is in the state and durable when
/// the task ends, and <see cref="RecommendAsync"/> knows a user's events whichever process took them.
/// </remarks>
public sealed partial class RecsysEngine : IAsyncDisposable, IDisposable
{
    private readonly RecsysOptions _options;
    private readonly TimeProvider _clock;
    private readonly IEventStore _store;
    private readonly IEventLog _log;
    private readonly Lock _loading = new();
    private readonly string _idPrefix;
    private readonly ListLedger _ledger;
    private readonly ShadowRuns _shadows;
    private readonly RecentEvents _recent = new();
    private readonly RecentRequests _asked = new();
    private readonly WarmUp _warmUp;
    private StateMemory? _memory;
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
        _warmUp = new WarmUp(options, _clock, _asked);
        var packages = Packages(options).ToDictionary(p => p.Name, p => ModelPackage.Open(p.Path), StringComparer.Ordinal);
        try
        {
            var models = packages.ToDictionary(p => p.Key, p => ServingModel.From(p.Value), StringComparer.Ordinal);
            _store = store ?? EventStores.Open(options.Store);
            World = StateRecovery.Recover(_store, packages.Values.FirstOrDefault(), models.Values.FirstOrDefault()?.Schema, options.State, long.MaxValue, null, live: true, options.StateMegabytes);
            _lastSnapshot = World.Sequence;
            foreach (var (name, path) in Packages(options))
                Put(name, models[name], path);
            if (!_models.ContainsKey(DefaultModel) && !options.Splits.ContainsKey(DefaultModel))
                Put(DefaultModel, ServingModel.Live(options.Live, World.Options), null);
            CheckNames(options);
            _ledger = new ListLedger(options.Splits);
            _shadows = new ShadowRuns(options.Shadows, name => Volatile.Read(ref _models).GetValueOrDefault(name)?.Current);
            _log = _store is ISharedEventStore shared ? new SharedLog(shared, World, Observe, MaybeSnapshot) : new LocalLog(_store, World, Observe, MaybeSnapshot);
        }
        catch
        {
            if (store is null)
                _store?.Dispose();
            throw;
        }
        finally
        {
            foreach (var package in packages.Values)
                package.Dispose();
        }
        _idPrefix = Guid.NewGuid().ToString("N")[..8]; // ids of rankings must differ between runs and nodes
    }

    /// <summary>Name of the model that answers when none is named.</summary>
    public const string DefaultModel = "default";

    /// <summary>What is known of users and items.</summary>
    public WorldState World { get; }

    /// <summary>Whether events can be accepted: the log can be written.</summary>
    public bool Ready => _log.Failure is null && _disposed == 0;

    /// <summary>Whether so many events wait for the disk that no more should be sent for a moment.</summary>
    public bool Overloaded => _log.Pending >= _options.MaxPending;

    /// <summary>Events accepted and not yet durable.</summary>
    public int Pending => _log.Pending;

    /// <summary>Memory of users and items. A walk over all of them, remembered until a hundredth as many events have come.</summary>
    public StateMemory Memory
    {
        get
        {
            var known = Volatile.Read(ref _memory);
            long sequence = World.Sequence;
            if (known is null || (sequence - known.Sequence) * 100 > known.UserCount + known.ItemCount)
            {
                var (users, items) = World.EstimatedBytes();
                Volatile.Write(ref _memory, known = new(sequence, World.UserCount, users, World.ItemCount, items, World.Options.Megabytes * 1_000_000L));
            }
            return known;
        }
    }

    /// <summary>The last events that were applied, the newest first, without whose they are.</summary>
    public IReadOnlyList<RecentEvent> Recent => _recent.Newest();

    /// <summary>How long the stages of requests took, over all models.</summary>
    public StageTimes Stages { get; } = new();

    /// <summary>The time now, in milliseconds.</summary>
    public long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes events in: they are durable and in the state when the task ends.</summary>
    /// <exception cref="InvalidDataException">An event lies too far in the future, or is of another tenant; then none was taken.</exception>
    public Task<IngestResult> IngestAsync(params IReadOnlyList<Event> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        long limit = Now + (long)(_options.MaxHoursAhead * Decay.Length(TimeWindow.Hour));
        for (int i = 0; i < events.Count; i++)
        {
            if (events[i].Clock == EventClock.Absolute && events[i].Timestamp > limit)
                throw new InvalidDataException($"event {i + 1}: 'timestamp' is {events[i].Timestamp}, more than {_options.MaxHoursAhead} hours ahead of the clock. Send milliseconds since 1970, or mend the sender's clock.");
            if (_options.Tenant is { } tenant && events[i].Tenant is { } other && other != tenant)
                throw new InvalidDataException($"event {i + 1}: 'tenant' is '{other}'; this service keeps the events of '{tenant}'. Send it to the service of its tenant.");
        }
        return _log.Ingest(events);
    }

    /// <summary>Answers a request from the state as of now, and logs the list as a ranking.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">Name of a model, or of a split between models.</param>
    /// <exception cref="KeyNotFoundException">There is no model of that name.</exception>
    public RecommendationResponse Recommend(RecommendationRequest request, string model = DefaultModel) => Answer(request, model);

    /// <summary>As <see cref="Recommend(RecommendationRequest, string)"/>, once the state knows what any process on the store took in of this user or session.</summary>
    public async ValueTask<RecommendationResponse> RecommendAsync(RecommendationRequest request, string model = DefaultModel, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_options.ReadThrough)
            await _log.Reach(request.User, request.Session, cancellation).ConfigureAwait(false);
        return Answer(request, model);
    }

    /// <summary>Makes a logged list again from log and model, or the list that would have been without an event.</summary>
    /// <param name="ranking">Id of the ranking.</param>
    /// <param name="without">Id of an event to leave out, or null.</param>
    /// <exception cref="KeyNotFoundException">No such ranking, event or model version.</exception>
    public ListExplanation Explain(string ranking, string? without = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(ranking);
        _log.Flush().GetAwaiter().GetResult();
        var stored = _store.Find(ranking) ?? throw new KeyNotFoundException($"There is no ranking '{ranking}' in the log. It was never made here, or was erased or compacted away.");
        if (stored.Event.Kind != EventKind.Ranking || RankingRecord.Read(stored.Event) is not var (request, asOf))
            throw new KeyNotFoundException($"'{ranking}' is not a list that this engine made.");
        if (without is not null && _store.Find(without) is null)
            throw new KeyNotFoundException($"There is no event '{without}' in the log to leave out.");
        string name = stored.Event.Policy ?? DefaultModel;
        var loaded = Volatile.Read(ref _models).GetValueOrDefault(name)?.Find(stored.Event.ModelVersion)
            ?? throw new KeyNotFoundException($"Version {stored.Event.ModelVersion} of model '{name}', which made the list, is not loaded. Load its package to explain it.");
        var then = StateRecovery.Recover(_store, null, World.Schema, World.Options, asOf, without, live: false);
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
        int erased = _log.Erase(user);
        _asked.Clear();
        Snapshot();
        return erased;
    }

    /// <summary>Every stored event of a user and of the sessions merged into them, in the order of the log.</summary>
    public IReadOnlyList<StoredEvent> Export(string user)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        _log.Flush().GetAwaiter().GetResult();
        return [.. World.SessionsOf(user).Prepend(user).SelectMany(_store.OfActor).OrderBy(e => e.Sequence)];
    }

    /// <summary>Keeps the state as of now in the store, so that a restart replays only what comes after.</summary>
    public void Snapshot()
    {
        using var buffer = new MemoryStream();
        long sequence = World.Save(buffer);
        _log.Flush().GetAwaiter().GetResult(); // a snapshot must not be ahead of its log
        _store.SaveSnapshot(sequence, buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _shadows.Dispose();
        _snapshot.GetAwaiter().GetResult();
        bool writable = _log.Failure is null;
        if (writable && World.Sequence > 0)
            Snapshot();
        _log.Dispose();
        _store.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Observe(Event e)
    {
        _recent.Observe(e);
        _ledger.Observe(e);
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
                try
                {
                    if (_log.Failure is null)
                        Snapshot();
                }
                catch (IOException)
                {
                    // The store is away for a moment; the next one will do.
                }
            });
        }
    }

    private static IEnumerable<(string Name, string Path)> Packages(RecsysOptions options)
    {
        if (options.Package is { } first)
            yield return (DefaultModel, first);
        foreach (var (name, path) in options.Packages)
            if (name != DefaultModel || options.Package is null)
                yield return (name, path);
    }
}
