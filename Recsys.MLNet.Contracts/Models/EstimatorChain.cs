using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Estimators fitted one after another, each on what the ones before it make of the data.</summary>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>> where TLastTransformer : class, ITransformer
{
    private readonly (IEstimator<ITransformer> Estimator, TransformerScope Scope, bool CacheAfter)[] _stages;

    public readonly IEstimator<TLastTransformer> LastEstimator;

    public EstimatorChain() => _stages = [];

    internal EstimatorChain((IEstimator<ITransformer>, TransformerScope, bool)[] stages)
    {
        _stages = stages;
        LastEstimator = _stages[^1].Estimator as IEstimator<TLastTransformer>;
    }

    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        GetOutputSchema(SchemaShape.Of(input.Schema));
        var fitted = new ITransformer[_stages.Length];
        for (int i = 0; i < _stages.Length; i++)
        {
            fitted[i] = _stages[i].Estimator.Fit(input);
            input = fitted[i].Transform(input);
            if (_stages[i].CacheAfter && i < _stages.Length - 1)
                input = new CachedView(input);
        }
        return new(fitted, _stages.Select(stage => stage.Scope));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        foreach (var stage in _stages)
            inputSchema = stage.Estimator.GetOutputSchema(inputSchema);
        return inputSchema;
    }

    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything) where TNewTrans : class, ITransformer =>
        new([.. _stages, (estimator, scope, false)]);

    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
    {
        var stages = _stages.ToArray();
        if (stages.Length > 0)
            stages[^1].CacheAfter = true;
        return stages.Length > 0 ? new(stages) : this;
    }
}
