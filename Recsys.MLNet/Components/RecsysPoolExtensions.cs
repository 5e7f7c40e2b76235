using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ML;
using Microsoft.Extensions.Options;
using Recsys.MLNet.Components;

namespace Recsys.MLNet;

/// <summary>Serves packages through <c>PredictionEnginePool</c>.</summary>
public static class RecsysPoolExtensions
{
    /// <summary>Answers from a package: <c>services.AddPredictionEnginePool&lt;RecommendationRow, RankedRow&gt;().FromRecsysPackage("shop.recsys", watchForChanges: true)</c>.</summary>
    /// <remarks>The loader is the keyed service <see cref="RecsysPackageLoader"/> under the package's full path; pools of one package share it.</remarks>
    /// <param name="builder">What <c>AddPredictionEnginePool</c> returned.</param>
    /// <param name="path">The package file; it is loaded with the first engine.</param>
    /// <param name="watchForChanges">Whether to follow the file when it is replaced. Default false.</param>
    /// <param name="modelName">Name under which the pool knows the model; empty for the default one.</param>
    public static PredictionEnginePoolBuilder<TData, TPrediction> FromRecsysPackage<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder, string path, bool watchForChanges = false, string modelName = "")
        where TData : class
        where TPrediction : class, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        builder.Services.AddOptions();
        builder.Services.TryAddKeyedSingleton(full, (services, _) => new RecsysPackageLoader(full, watchForChanges, services.GetService<ILogger<RecsysPackageLoader>>()));
        builder.Services.AddSingleton<IConfigureOptions<PredictionEnginePoolOptions<TData, TPrediction>>>(services => new ConfigureNamedOptions<PredictionEnginePoolOptions<TData, TPrediction>>(
            modelName, options => options.ModelLoader = services.GetRequiredKeyedService<RecsysPackageLoader>(full)));
        return builder;
    }
}
