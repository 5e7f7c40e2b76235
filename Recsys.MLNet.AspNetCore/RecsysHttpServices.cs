using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Recsys.MLNet.Engine;

namespace Recsys.MLNet.AspNetCore;

/// <summary>Registers what the HTTP endpoints need.</summary>
public static class RecsysHttpServices
{
    /// <summary>Adds the engine, the endpoints' settings, and the watcher that loads new package versions.</summary>
    public static IServiceCollection AddRecsysHttp(this IServiceCollection services, Action<RecsysOptions>? engine = null, Action<RecsysHttpOptions>? http = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new RecsysHttpOptions();
        http?.Invoke(options);
        options.ThrowIfInvalid();
        services.AddRecsys(engine);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(options);
        services.TryAddSingleton<ApiGate>();
        services.TryAddSingleton<ServiceMetrics>();
        services.AddHostedService<PackageWatcher>();
        return services;
    }
}
