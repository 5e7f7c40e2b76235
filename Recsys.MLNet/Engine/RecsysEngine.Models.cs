using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Engine;

/// <content>The models: which answers, loading, going back, splits and shadows.</content>
public sealed partial class RecsysEngine
{
    private Dictionary<string, ModelSlot> _models = new(StringComparer.Ordinal); // replaced whole

    /// <summary>The models that answer.</summary>
    public IReadOnlyList<ModelInfo> Models =>
        [.. Volatile.Read(ref _models).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new ModelInfo(m.Key, m.Value.Current.Model.Version, m.Value.LoadedAt, m.Value.Current.Model.Manifest?.Metrics ?? [])
        {
            ScoreDrift = m.Value.Current.Drift.Value,
            WarmedUp = m.Value.Current.WarmedUp,
            ScoreStability = m.Value.Current.Watch.Score,
            FeatureStability = m.Value.Current.Watch.Features,
            Earlier = [.. m.Value.Earlier.Select(e => e.Model.Version)],
        })];

    /// <summary>How the users of each split are shared between models, and what came of the lists so far.</summary>
    public IReadOnlyList<SplitArm> Splits => _ledger.Arms;

    /// <summary>Lists and what came of them by surface, since this process started.</summary>
    public IReadOnlyList<SurfaceTraffic> Surfaces => _ledger.Surfaces;

    /// <summary>How far shadows would have answered differently.</summary>
    public IReadOnlyList<ShadowComparison> Shadows => _shadows.Comparisons;

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
    public ModelInfo Reload(string name) =>
        Load(name, Slot(name).Path ?? throw new InvalidOperationException($"Model '{name}' has no package to load again: it answers from live sources."));

    /// <summary>Puts the version before in place again.</summary>
    public ModelInfo Rollback(string name)
    {
        lock (_loading)
        {
            var slot = Slot(name);
            if (slot.Earlier is not [var before, ..])
                throw new InvalidOperationException($"Model '{name}' has no earlier version in this process.");
            Swap(name, new(before, [.. slot.Earlier.Skip(1).Append(slot.Current)], slot.Path, _clock.GetUtcNow()));
        }
        return Models.First(m => m.Name == name);
    }

    /// <summary>Names of the features of a model's lists, in their order.</summary>
    public IReadOnlyList<string> FeatureNames(string model) => Slot(model).Current.Model.Schema.Names;

    /// <summary>The model that answers under a name, as one bundle.</summary>
    public ServingModel Model(string name = DefaultModel) => Slot(name).Current.Model;

    /// <summary>Package files by model name, for those who watch them.</summary>
    public IReadOnlyDictionary<string, string> PackageFiles =>
        Volatile.Read(ref _models).Where(m => m.Value.Path is not null).ToDictionary(m => m.Key, m => m.Value.Path!, StringComparer.Ordinal);

    private RecommendationResponse Answer(RecommendationRequest request, string model)
    {
        ArgumentNullException.ThrowIfNull(request);
        // The id comes first: chance in the list hangs on it, and a rebuilt list must draw the same.
        if (_options.LogRankings && request.Id is null)
            request = request with { Id = $"{_idPrefix}-{Interlocked.Increment(ref _rankings):x}" };
        string? split = _options.Splits.TryGetValue(model, out var shares) ? model : null;
        if (shares is not null)
            model = UserSplit.Choose(model, shares, request.User ?? request.Session ?? request.Id ?? "");
        var current = Slot(model).Current;
        var answer = current.Pipeline.Recommend(request) with { Id = request.Id };
        if (request.Candidates is null)
            current.Drift.Add(answer.Items);
        _asked.Add(request);
        _shadows.Offer(request, answer);
        if (_options.LogRankings)
            _log.Post(RankingRecord.Of(request, answer, split));
        return answer;
    }

    private ModelSlot Slot(string name)
    {
        var models = Volatile.Read(ref _models);
        return models.GetValueOrDefault(name) ?? throw new KeyNotFoundException($"There is no model '{name}'; there are {string.Join(", ", models.Keys.Concat(_options.Splits.Keys).Distinct().Order(StringComparer.Ordinal))}.");
    }

    private void Put(string name, ServingModel model, string? path)
    {
        StateRecovery.RequireSameState(model, World);
        model = model with { Name = name };
        var loaded = new LoadedModel(model, World, Stages);
        loaded.WarmedUp = _warmUp.Run(World, model);
        lock (_loading)
            Swap(name, _models.TryGetValue(name, out var slot) ? slot.Next(loaded, path, _clock.GetUtcNow()) : new(loaded, [], path, _clock.GetUtcNow()));
    }

    private void Swap(string name, ModelSlot slot) => Volatile.Write(ref _models, new(_models, StringComparer.Ordinal) { [name] = slot });

    private void CheckNames(RecsysOptions options)
    {
        foreach (string name in options.Splits.Values.SelectMany(s => s.Keys).Concat(options.Shadows.Keys).Concat(options.Shadows.Values))
            if (!_models.ContainsKey(name))
                throw new ArgumentException($"A split or shadow names the model '{name}', which has no package; there are {string.Join(", ", _models.Keys.Order(StringComparer.Ordinal))}.");
    }
}
