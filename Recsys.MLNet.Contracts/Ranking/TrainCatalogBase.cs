namespace Microsoft.ML;

/// <summary>What the catalogs of tasks share.</summary>
public abstract partial class TrainCatalogBase
{
    private protected TrainCatalogBase() { }

    /// <summary>Where a task's trainers are found.</summary>
    public abstract class CatalogInstantiatorBase
    {
        private protected CatalogInstantiatorBase() { }
    }
}
