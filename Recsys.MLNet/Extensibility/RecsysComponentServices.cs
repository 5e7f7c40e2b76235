using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Recsys.MLNet.Extensibility;

/// <summary>Registers components where a host configures its services.</summary>
public static class RecsysComponentServices
{
    /// <summary>Makes the marked classes of assemblies known, so that packages trained with them can be served. For the whole process.</summary>
    public static IServiceCollection AddRecsysComponents(this IServiceCollection services, params ReadOnlySpan<Assembly> assemblies)
    {
        foreach (var assembly in assemblies)
            ComponentRegistry.Shared.Add(assembly);
        return services;
    }

    /// <summary>Makes one class known under a name. For the whole process.</summary>
    public static IServiceCollection AddRecsysComponent<TComponent>(this IServiceCollection services, string? name = null) where TComponent : class
    {
        ComponentRegistry.Shared.Register<TComponent>(name);
        return services;
    }
}
