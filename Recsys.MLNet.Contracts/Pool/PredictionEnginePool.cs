using System.Collections.Concurrent;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>Prediction engines for many threads: rented, used, given back; one set of them for each named model.</summary>
public class PredictionEnginePool<TData, TPrediction> where TData : class where TPrediction : class, new()
{
    private readonly ConcurrentDictionary<string, Lazy<Engines>> _models = new(StringComparer.Ordinal);
    private readonly MLOptions _options;
    private readonly IOptionsFactory<PredictionEnginePoolOptions<TData, TPrediction>> _configured;

    public PredictionEnginePool(IServiceProvider serviceProvider, IOptions<MLOptions> mlContextOptions, IOptionsFactory<PredictionEnginePoolOptions<TData, TPrediction>> predictionEngineOptions)
    {
        _options = mlContextOptions.Value;
        _configured = predictionEngineOptions;
    }

    public ITransformer GetModel() => GetModel("");
    public ITransformer GetModel(string modelName) => Named(modelName).Loader.GetModel();
    public PredictionEngine<TData, TPrediction> GetPredictionEngine() => GetPredictionEngine("");
    public PredictionEngine<TData, TPrediction> GetPredictionEngine(string modelName) => Named(modelName).Pool.Get();
    public void ReturnPredictionEngine(PredictionEngine<TData, TPrediction> engine) => ReturnPredictionEngine("", engine);
    public void ReturnPredictionEngine(string modelName, PredictionEngine<TData, TPrediction> engine) => Named(modelName).Pool.Return(engine);

    private Engines Named(string name) => _models.GetOrAdd(name, key => new(() =>
    {
        var loader = _configured.Create(key).ModelLoader
            ?? throw new ArgumentException(key.Length == 0 ? "You need to configure a default, not named, model before you use this method." : $"A model named '{key}' was not configured.");
        return new(loader, _options.MLContext);
    })).Value;

    /// <summary>One model's engines; a reload replaces them all.</summary>
    private sealed class Engines : PooledObjectPolicy<PredictionEngine<TData, TPrediction>>
    {
        private readonly MLContext _context;
        private volatile DefaultObjectPool<PredictionEngine<TData, TPrediction>> _pool;

        public Engines(ModelLoader loader, MLContext context)
        {
            (Loader, _context) = (loader, context);
            _pool = new(this);
            ChangeToken.OnChange(loader.GetReloadToken, () => _pool = new(this));
        }

        public ModelLoader Loader { get; }
        public DefaultObjectPool<PredictionEngine<TData, TPrediction>> Pool => _pool;

        public override PredictionEngine<TData, TPrediction> Create() => _context.Model.CreatePredictionEngine<TData, TPrediction>(Loader.GetModel());
        public override bool Return(PredictionEngine<TData, TPrediction> obj) => true;
    }
}
