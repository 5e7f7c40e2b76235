namespace Microsoft.ML.Data;

/// <summary>An estimator with nothing to learn.</summary>
public abstract class TrivialEstimator<TTransformer> : IEstimator<TTransformer> where TTransformer : class, ITransformer
{
    private readonly TTransformer _transformer;

    private protected TrivialEstimator(TTransformer transformer) => _transformer = transformer;

    public TTransformer Fit(IDataView input)
    {
        _transformer.GetOutputSchema(input.Schema); // raises the schema's errors before data flows
        return _transformer;
    }

    public abstract SchemaShape GetOutputSchema(SchemaShape inputSchema);
}
