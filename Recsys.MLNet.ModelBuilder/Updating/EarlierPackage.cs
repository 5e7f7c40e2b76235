using System.Text.Json;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Trainers.Segments;

namespace Recsys.MLNet.ModelBuilder.Updating;

/// <summary>What an update needs of the package before: what answers now, what its models learned, how it was trained.</summary>
/// <param name="Model">What answers now.</param>
/// <param name="Models">Its models by name, to be continued.</param>
/// <param name="Training">How it was trained.</param>
internal sealed record EarlierPackage(ServingModel Model, EarlierModels Models, TrainingOptions Training)
{
    public PackageManifest Manifest => Model.Manifest!;

    public static EarlierPackage Open(string path)
    {
        using var package = ModelPackage.Open(path);
        var vocabulary = ModelVocabulary.Load(package);
        string[] names = [.. package.Under(PackageSections.Models).Select(s => s[PackageSections.Models.Length..])];
        return new(
            ServingModel.From(package),
            new(names.ToDictionary(n => n, n => package.Load<IItemScorer>(PackageSections.Models + n), StringComparer.Ordinal), vocabulary.Users, vocabulary.Items, 0),
            new TrainingOptions
            {
                Models = FittedModels.Of(package),
                State = package.Options<StateOptions>("state"),
                Serving = package.Options<ServingOptions>("serving"),
                Weights = package.Options<InteractionWeights>("weights"),
                Ranker = package.Options<RankerOptions>("ranker"),
                Segments = package.Options<SegmentOptions>("segments"),
                Without = package.Manifest.Options["without"]?.Deserialize<string[]>() ?? [],
            });
    }
}
