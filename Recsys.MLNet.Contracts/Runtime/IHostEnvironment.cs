namespace Microsoft.ML.Runtime;

/// <summary>The environment that an <see cref="MLContext"/> is.</summary>
public interface IHostEnvironment : IChannelProvider, IExceptionContext, IProgressChannelProvider
{
    ComponentCatalog ComponentCatalog { get; }
}
