using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Recsys.MLNet.Engine;

/// <summary>Registers the engine with dependency injection.</summary>
public static class RecsysServices
{
    /// <summary>Adds <see cref="RecsysEngine"/> as a singleton; it opens its store when it is first asked for.</summary>
    public static IServiceCollection AddRecsys(this IServiceCollection services, Action<RecsysOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new RecsysOptions();
        configure?.Invoke(options);
        options.ThrowIfInvalid();
        services.TryAddSingleton(options);
        services.TryAddSingleton(provider => new RecsysEngine(provider.GetRequiredService<RecsysOptions>(), clock: provider.GetService<TimeProvider>()));
        return services;
    }
}
