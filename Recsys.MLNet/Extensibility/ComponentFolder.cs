using System.Reflection;
using System.Runtime.Loader;

namespace Recsys.MLNet.Extensibility;

/// <summary>Loads an assembly of components with what lies beside it; what this process has already is shared.</summary>
internal sealed class ComponentFolder(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    public static Assembly Load(string path)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new FileNotFoundException($"There is no assembly {path}. Name the .dll that holds the components, as 'dotnet build' leaves it in the bin folder.", path);
        string name;
        try
        {
            name = AssemblyName.GetAssemblyName(full).Name!;
        }
        catch (BadImageFormatException)
        {
            throw new ArgumentException($"{path} is no .NET assembly; name the .dll that 'dotnet build' makes.");
        }
        // One assembly is loaded once: its types must be the same wherever they are used.
        return All.OfType<ComponentFolder>().SelectMany(c => c.Assemblies).Concat(Default.Assemblies).FirstOrDefault(a => a.GetName().Name == name)
            ?? new ComponentFolder(full).LoadFromAssemblyPath(full);
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        Default.Assemblies.Any(a => a.GetName().Name == assemblyName.Name) || _resolver.ResolveAssemblyToPath(assemblyName) is not { } file || InProcess(assemblyName)
            ? null
            : LoadFromAssemblyPath(file);

    // Types of the product and of what it uses must be this process's own, even where they have not been loaded yet.
    private static bool InProcess(AssemblyName name)
    {
        try
        {
            return Default.LoadFromAssemblyName(new AssemblyName(name.Name!)) is not null;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
