using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Trainers.TextEncoder;

namespace Recsys.MLNet.Tests.Recall;

/// <summary>Items that come after training, found by the texts of what the user did: the encoder is a part of the package.</summary>
[TestFixture]
public sealed class StoredEncoderTests
{
    private const long Start = State.Shop.Start, Day = State.Shop.Day;
    private static readonly string[][] Worlds = [["tea", "kettle", "cup", "leaf", "oolong", "茶壶"], ["boot", "trail", "tent", "rope", "summit", "登山鞋"]];
    private static readonly TextEncoderOptions Small = new() { Vocabulary = 400, Width = 16, Dimensions = 8, Epochs = 30, BatchSize = 32, LearningRate = 0.02f };

    private TempFolder _folder = null!;

    [OneTimeSetUp]
    public void Make() => _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    private static Event Item(string id, string title, long at) => new() { Kind = EventKind.Item, Item = id, Timestamp = at, Fields = [new("title", FieldValue.Of(title))] };

    // Two worlds of words that never share one; users keep to one of them.
    private static List<Event> Log()
    {
        var random = new RandomStream(7, "text shop");
        List<Event> log = [.. Enumerable.Range(0, 24).Select(i => Item("i" + i, $"{Worlds[i % 2][i / 2 % 6]} number {i}", Start + i))];
        for (int u = 0; u < 80; u++)
            for (int n = 0; n < 6; n++)
                log.Add(State.Shop.Do("u" + u, "i" + (2 * random.NextInt(12) + u % 2), at: Start + Day + u * 1000 + n));
        return log;
    }

    private string Package(string name, IItemScorer model, InteractionLog log)
    {
        var world = new WorldState(new StateOptions());
        foreach (var e in Log())
            world.Apply(e);
        var options = new ServingOptions { Sources = [new(name, 1, 30)], Relevance = 1 };
        var writer = new PackageWriter();
        writer.Add(PackageSections.Vocabulary, new ModelVocabulary(log.Users, log.Items, log.Types));
        writer.Add(PackageSections.State, into => world.Save(into));
        writer.Add(PackageSections.Models + name, (ISavedModel)model);
        string path = _folder[name + ".recsys"];
        writer.Save(path, new PackageManifest { StateEvents = world.Sequence, Options = new JsonObject { ["serving"] = PackageWriter.Options(options), ["state"] = PackageWriter.Options(world.Options) } });
        return path;
    }

    private static InteractionLog Interactions()
    {
        var builder = new InteractionLogBuilder();
        foreach (var e in Log())
            builder.Add(e);
        return builder.Build();
    }

    [TestCase("text-encoder")]
    [TestCase("text")]
    public void An_item_is_found_by_its_text_in_the_request_after_its_first_event(string name)
    {
        var log = Interactions();
        IItemScorer model = name == "text" ? new TextFusionTrainer(Small).Fit(log, RunSettings.Default) : new TextEncoderScorerTrainer(Small).Fit(log, RunSettings.Default);
        var recommender = Recommender.Open(Package(name, model, log));
        long now = Start + 2 * Day;
        // Neither shares a word with its user's items but one that every title has; what "oolong" goes with, the encoder has learned.
        var tea = new RecommendationRequest { User = "tea lover", At = now, Count = 30 };
        recommender.Observe(State.Shop.Do("tea lover", "i0", at: now - 2)); // "tea number 0"
        Assert.That(recommender.Recommend(tea).Items.Select(i => i.Item), Has.No.Member("new-oolong"));
        recommender.Observe(Item("new-oolong", "oolong", now));
        recommender.Observe(Item("new-rope", "rope", now));
        recommender.Observe(Item("wordless", " ", now));
        var items = recommender.Recommend(tea).Items.Select(i => i.Item).ToList();
        Assert.That(items, Has.Member("new-oolong").And.No.Member("wordless"));
        int Place(string item) => items.IndexOf(item) is >= 0 and var place ? place : int.MaxValue;
        Assert.That(Place("new-oolong"), Is.LessThan(Place("new-rope")));
        int World(string item) => item[0] == 'i' ? int.Parse(item[1..], System.Globalization.CultureInfo.InvariantCulture) % 2 : -1;
        double MeanPlace(int world) => items.Where(i => World(i) == world).Average(i => items.IndexOf(i));
        Assert.That(MeanPlace(0), Is.LessThan(MeanPlace(1) - 4), "the world of tea comes first");
        Assert.That(recommender.Recommend(tea).Items.Select(i => i.Score), Is.Ordered.Descending);
        // Ranked among given items by the same text, and gone when withdrawn.
        var ranked = recommender.Rank("tea lover", "new-rope", "new-oolong", "i1").Items.Select(i => i.Item).ToList();
        Assert.That(ranked[0], Is.EqualTo("new-oolong"));
        recommender.Observe(Item("new-oolong", "oolong", now + 1) with { Available = false });
        Assert.That(recommender.Recommend(tea).Items.Select(i => i.Item), Has.No.Member("new-oolong"));
    }

    [Test]
    public void The_stored_encoder_gives_the_vectors_that_training_gave()
    {
        var log = Interactions();
        var trained = new TextEncoderTrainer(Small).Fit(log, RunSettings.Default);
        using var file = new MemoryStream();
        ModelSections.Save(new TextEncoderScorerTrainer(Small).Fit(log, RunSettings.Default) as ISavedModel ?? throw new InvalidOperationException(), file);
        file.Position = 0;
        _ = Recommender.Open(Package("any", new TextEncoderScorerTrainer(Small).Fit(log, RunSettings.Default), log)); // knows the kinds
        var stored = ModelSections.Load<VectorProfileModel>(file);
        foreach (string text in (string[])["oolong kettle", "登山鞋 rope", "words that nobody knows"])
        {
            var vector = new float[8];
            Assert.That(stored.NewItems!.TryVector([new("price", FieldValue.Of(3)), new("title", FieldValue.Of(text))], vector), Is.True);
            Assert.That(vector, Is.EqualTo(trained.Encode([text], RunSettings.Default)).Within(2e-5f));
        }
        Assert.That(stored.NewItems!.TryVector([new("price", FieldValue.Of(3))], new float[8]), Is.False);
    }
}
