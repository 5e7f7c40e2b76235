using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The entry to everything: catalogs by what they do.</summary>
public sealed class MLContext : IHostEnvironment, IChannelProvider, IExceptionContext, IProgressChannelProvider
{
    public MLContext(int? seed = null)
    {
        ComponentCatalog = new();
        Data = new(seed);
        Model = new(ComponentCatalog);
        Transforms = new(ComponentCatalog);
        Ranking = new();
    }

    public ComponentCatalog ComponentCatalog { get; }
    public DataOperationsCatalog Data { get; }
    public ModelOperationsCatalog Model { get; }
    public RankingCatalog Ranking { get; }
    public TransformsCatalog Transforms { get; }
}
