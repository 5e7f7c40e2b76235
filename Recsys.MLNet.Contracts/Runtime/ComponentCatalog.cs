using System.Collections.Concurrent;
using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>Where loading finds the mappings that applications register by contract name.</summary>
public sealed class ComponentCatalog
{
    private readonly ConcurrentDictionary<string, Type> _byContract = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Assembly, bool> _known = new();

    internal ComponentCatalog() { }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        if (!_known.TryAdd(assembly, true))
            return;
        foreach (var type in assembly.GetTypes())
            foreach (var contract in type.GetCustomAttributes<ExtensionBaseAttribute>(false))
                _byContract[contract.ContractName] = type;
    }

    internal object Create(string contractName) =>
        _byContract.TryGetValue(contractName, out var type)
            ? Activator.CreateInstance(type, nonPublic: true)
            : throw new InvalidOperationException($"Unable to find the extension contract '{contractName}': register its assembly with ComponentCatalog.RegisterAssembly.");
}
