namespace Microsoft.ML;

/// <summary>Predicts one object at a time; not for several threads at once.</summary>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable where TSrc : class where TDst : class, new()
{
    private protected PredictionEngineBase(ITransformer transformer, DataViewSchema outputSchema, bool owns) => (Transformer, OutputSchema, Owns) = (transformer, outputSchema, owns);

    private ITransformer Transformer { get; }
    private bool Owns { get; }

    public DataViewSchema OutputSchema { get; }

    public TDst Predict(TSrc example)
    {
        var prediction = new TDst();
        Predict(example, ref prediction);
        return prediction;
    }

    public abstract void Predict(TSrc example, ref TDst prediction);

    public void Dispose()
    {
        if (Owns)
            (Transformer as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }
}
