using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>Where a pool gets its model, and learns of a new one.</summary>
public abstract class ModelLoader
{
    protected ModelLoader() { }

    public abstract IChangeToken GetReloadToken();
    public abstract ITransformer GetModel();
}
