namespace Microsoft.Extensions.ML;

/// <summary>Which model a pool serves.</summary>
public class PredictionEnginePoolOptions<TData, TPrediction> where TData : class where TPrediction : class, new()
{
    public PredictionEnginePoolOptions() { }

    public ModelLoader ModelLoader { get; set; }
}
