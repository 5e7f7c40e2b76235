namespace Microsoft.ML.Transforms;

/// <summary>A custom mapping's factory, whatever its classes.</summary>
internal interface ICustomMappingFactory
{
    ITransformer Create(string contractName);
}
