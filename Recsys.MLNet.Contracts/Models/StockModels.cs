using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Reads back what stock transformers write.</summary>
internal static class StockModels
{
    public const string Chain = "TransformerChain";
    public const string Concatenate = "Concatenate";
    public const string ValueToKey = "ValueToKey";
    public const string KeyToValue = "KeyToValue";
    public const string CustomMapping = "CustomMapping";

    public static ITransformer Load(ZipArchive archive, ComponentCatalog components, string directory)
    {
        var entry = archive.GetEntry($"{directory}/Model.key") ?? throw new FormatException($"The model file has no '{directory}'.");
        using var reader = new BinaryReader(entry.Open(), Encoding.UTF8);
        string kind = reader.ReadString();
        switch (kind)
        {
            case Chain:
                var scopes = new TransformerScope[reader.ReadInt32()];
                var transformers = new ITransformer[scopes.Length];
                for (int i = 0; i < scopes.Length; i++)
                {
                    scopes[i] = (TransformerScope)reader.ReadInt32();
                    transformers[i] = Load(archive, components, $"{directory}/Transform_{i:000}");
                }
                return new TransformerChain<ITransformer>(transformers, scopes);
            case Concatenate:
                return ColumnConcatenatingTransformer.Load(reader);
            case ValueToKey:
                return ValueToKeyMappingTransformer.Load(reader);
            case KeyToValue:
                return new KeyToValueMappingTransformer(reader.ReadString(), reader.ReadString());
            case CustomMapping:
                string contract = reader.ReadString();
                Register(components, reader.ReadString());
                return ((ICustomMappingFactory)components.Create(contract)).Create(contract);
            default:
                throw new FormatException($"The model file holds a '{kind}', which this build does not know.");
        }
    }

    private static void Register(ComponentCatalog components, string assembly)
    {
        try
        {
            components.RegisterAssembly(Assembly.Load(assembly));
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or ArgumentException)
        {
            // Not there: the contract may have been registered from elsewhere.
        }
    }
}
