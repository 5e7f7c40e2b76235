using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.Features;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Benchmarks.Serving;

/// <summary>A package as a large shop would serve it: neighbours, texts and 64 factors over the whole catalogue, live sources, 300 trees.</summary>
internal static class ServedShop
{
    private const int Factors = 64;

    /// <summary>About 500 candidates for a user with a history.</summary>
    public static ServingOptions Serving { get; } = new()
    {
        Sources =
        [
            new("item-knn", 1, 200), new("tf-idf", 1, 200), new("factors", 1, 200), new("co-visit", 1, 100), new("again", 0.3f, 30), new("category", 0.3f, 30), new("trending", 0.2f, 100),
            new("popular", 0.1f, 100), new("new", 0.02f, 20), new("new-text", 0.1f, 20),
        ],
    };

    /// <summary>Makes the package.</summary>
    public static void Write(string path, int items, int users, int eventsPerUser, int trees)
    {
        var world = new WorldState(new StateOptions());
        var interactions = new InteractionLogBuilder();
        foreach (var e in new LargeShop(items, users, eventsPerUser).Events())
        {
            world.Apply(e);
            interactions.Add(e);
        }
        var log = interactions.Build();
        var run = RunSettings.Default;
        var models = new (string Name, ISavedModel Model)[]
        {
            ("item-knn", (ISavedModel)KnownModels.All.First(m => m.Name == "item-knn").Create(log).Fit(log, run)),
            ("tf-idf", (ISavedModel)KnownModels.All.First(m => m.Name == "tf-idf").Create(log).Fit(log, run)),
            ("factors", RandomFactors(log.Users.Count, log.Items.Count)),
        };
        var sources = Serving.Sources.Select(s => s.Name).ToArray();
        var schema = StandardFeatures.Schema(sources);
        var writer = new PackageWriter();
        writer.Add(PackageSections.Vocabulary, new ModelVocabulary(log.Users, log.Items, log.Types));
        writer.Add(PackageSections.State, into => world.Save(into));
        foreach (var (name, model) in models)
        {
            writer.Add(PackageSections.Models + name, model);
            if (model is IVectorScorer vectors && ModelIndexes.Wanted(vectors, Serving.Index))
                writer.Add(PackageSections.Indexes + name, ModelIndexes.Build(vectors, Serving.Index));
        }
        if (trees > 0)
            writer.Add(PackageSections.Ranker, RandomTrees.Grow(trees, 31, schema.Names));
        writer.Save(path, new PackageManifest
        {
            StateEvents = world.Sequence,
            SchemaHash = schema.Hash,
            Features = schema.Names,
            Options = new JsonObject { ["serving"] = PackageWriter.Options(Serving), ["state"] = PackageWriter.Options(world.Options) },
        });
    }

    // Clustered as learned vectors are; users near the items of one cluster. Their history is not folded in.
    private static FactorModel RandomFactors(int users, int items)
    {
        const int Clusters = 200;
        var random = new GeneratorRandom(7, 2);
        var centres = Draw(Clusters, null, 1);
        return new FactorModel(Draw(users, centres, 0.7), Draw(items, centres, 0.7));

        RowMatrix Draw(int rows, RowMatrix? around, double spread)
        {
            var drawn = new RowMatrix(rows, Factors);
            for (int i = 0; i < rows; i++)
                for (int f = 0; f < Factors; f++)
                    drawn.Row(i)[f] = (float)((around is null ? 0 : around.Row(i % Clusters)[f]) + spread * random.Normal());
            return drawn;
        }
    }
}
