using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Onnx;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Tests.Floors;
using Recsys.MLNet.Tests.Onnx;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Trainers.NextItem;
using Recsys.MLNet.Trainers.TextEncoder;

namespace Recsys.MLNet.Tests.Text;

[TestFixture]
public sealed class TextEncoderTrainerTests
{
    private static readonly TextEncoderOptions Small = new() { Vocabulary = 400, Width = 16, Dimensions = 8, Epochs = 30, BatchSize = 32, LearningRate = 0.02f, Negatives = 16 };

    // Two worlds of words that never share one: only co-interaction can tell that "kettle" belongs to "tea".
    private static InteractionLog Shop()
    {
        string[][] worlds = [["tea", "kettle", "cup", "leaf", "oolong", "茶壶"], ["boot", "trail", "tent", "rope", "summit", "登山鞋"]];
        var users = new Vocabulary();
        var items = new Vocabulary();
        var types = new Vocabulary(["click"]);
        var catalogue = new Catalogue();
        var random = new RandomStream(7, "text shop");
        for (int i = 0; i < 24; i++)
        {
            var words = worlds[i % 2];
            items.Add($"i{i}");
            catalogue.Set(i, [new Field("title", FieldValue.Of($"{words[i / 2 % 6]} number {i}"))]);
        }
        var (user, item) = (new List<int>(), new List<int>());
        for (int u = 0; u < 80; u++)
        {
            users.Add($"u{u}");
            for (int n = 0; n < 6; n++)
            {
                user.Add(u);
                item.Add(2 * random.NextInt(12) + u % 2);
            }
        }
        int count = user.Count;
        return new(users, items, types, [.. user], [.. item], new int[count], [.. Enumerable.Repeat(1f, count)], new long[count], EventClock.Order, catalogue);
    }

    [Test]
    public void Words_that_are_met_together_come_to_mean_the_same()
    {
        var encoder = new TextEncoderTrainer(Small).Fit(Shop(), RunSettings.Default);
        float[] v = encoder.Encode(["kettle", "茶壶", "oolong", "rope", "登山鞋"], RunSettings.Default);
        float Cosine(int a, int b) => Dot(v.AsSpan(a * 8, 8), v.AsSpan(b * 8, 8));
        float[] same = [Cosine(0, 1), Cosine(0, 2), Cosine(3, 4)], other = [Cosine(0, 3), Cosine(1, 4), Cosine(2, 3)];
        Assert.That(same.Min(), Is.GreaterThan(other.Max() + 0.2f));
    }

    [Test]
    public void Fit_repeats_exactly_for_a_seed_on_one_and_two_threads()
    {
        var options = Small with { Epochs = 2 };
        var one = new TextEncoderTrainer(options).Fit(Shop(), new RunSettings { Seed = 3, Threads = 1 });
        var two = new TextEncoderTrainer(options).Fit(Shop(), new RunSettings { Seed = 3, Threads = 2 });
        Assert.That(one.Network.Embeddings.Values, Is.EqualTo(two.Network.Embeddings.Values));
        Assert.That(one.Network.Projection.Values, Is.EqualTo(two.Network.Projection.Values));
    }

    [Test]
    public void Gradients_are_those_of_finite_differences()
    {
        int[][] tokens = [[1, 2, 3], [4, 5], [6, 2, 7, 1], [3, 8], [9, 1], [5, 5, 2]];
        var network = TextNetwork.Initialize(10, [.. Enumerable.Range(1, 10).Select(i => (float)i)], 6, 4, RunSettings.Default);
        var random = new RandomStream(5, "query");
        foreach (ref float q in network.Query.AsSpan())
            q = (float)random.NextGaussian() * 0.3f;
        // Items 1, 3 and 5 are next; item 3 is in a history too, where it is left out of its row.
        var step = new NextItemStep(new NextItemExamples(6, [[0, 1], [2, 3, 5], [4]], 10, 0.6f), [0, 1, 2], 4, 0, null, new RandomStream(2, "step"));

        double Loss(out TextGradients gradients)
        {
            var batch = new TextBatch();
            foreach (int item in step.Items)
                batch.Add(tokens[item]);
            batch.Forward(network, RunSettings.Default);
            var g = new float[batch.Texts * network.Dimensions];
            double loss = NextItemObjective.Loss(step, network.Dimensions, batch.Vectors.AsMemory(0, g.Length), g, 0.5f, null, RunSettings.Default);
            gradients = batch.Backward(network, g, RunSettings.Default);
            return loss;
        }

        Loss(out var analytic);
        void Check(ref float parameter, float gradient, string name)
        {
            const float Step = 2e-3f;
            float before = parameter;
            parameter = before + Step;
            double up = Loss(out _);
            parameter = before - Step;
            double down = Loss(out _);
            parameter = before;
            Assert.That(gradient, Is.EqualTo((up - down) / (2 * Step)).Within(2e-3), name);
        }
        for (int k = 0; k < analytic.Tokens.Count; k++)
        {
            int token = analytic.Tokens[k];
            Check(ref network.Bias[token], analytic.Bias[k], $"bias {token}");
            for (int i = 0; i < network.Width; i++)
                Check(ref network.Embeddings.Row(token)[i], analytic.RowOf(k)[i], $"embedding {token},{i}");
        }
        for (int i = 0; i < network.Width; i++)
            Check(ref network.Query[i], analytic.Query[i], $"query {i}");
        for (int i = 0; i < network.Projection.Values.Length; i++)
            Check(ref network.Projection.Values[i], analytic.Projection[i], $"projection {i}");
    }

    [Test]
    public void The_saved_folder_is_a_standard_encoder_with_the_same_vectors()
    {
        var trained = new TextEncoderTrainer(Small with { Epochs = 1 }).Fit(Shop(), RunSettings.Default);
        using var folder = new TempFolder();
        trained.Save(folder.Path);
        string[] texts = ["oolong tea", "登山鞋 tent number 7", "", "unknown wörds", "rope"];
        float[] expected = trained.Encode(texts, RunSettings.Default);
        using var encoder = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = folder.Path });
        var actual = new float[texts.Length * encoder.Dimensions];
        encoder.Encode(texts, actual);
        Assert.That(encoder.Dimensions, Is.EqualTo(8));
        Assert.That(actual, Is.EqualTo(expected).Within(2e-5f));
    }

    [Test]
    public void The_saved_model_gives_the_same_vectors_in_ONNX_Runtime()
    {
        string library = NativeLibraryGate.Path();
        var trained = new TextEncoderTrainer(Small with { Epochs = 1 }).Fit(Shop(), RunSettings.Default);
        using var folder = new TempFolder();
        trained.Save(folder.Path);
        string[] texts = ["oolong tea", "登山鞋 tent number 7", "rope"];
        using var encoder = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = folder.Path }, new OnnxSessionOptions { Backend = OnnxBackend.OnnxRuntime, RuntimeLibrary = library });
        var actual = new float[texts.Length * encoder.Dimensions];
        encoder.Encode(texts, actual);
        Assert.That(actual, Is.EqualTo(trained.Encode(texts, RunSettings.Default)).Within(2e-5f));
    }

    [Test]
    public void Items_that_nobody_met_are_never_negatives()
    {
        string[] titles = ["red tea", "green tea", "tea cup", "boot", "red boot", "boot lace"];
        // Item g is near by text and without an event: pushed away it would fall behind everything.
        var log = Logs.Of("abcab", "cbacb", "defde", "fedfe", "g");
        for (int i = 0; i < titles.Length; i++)
            log.Catalogue.Set(i, [new("title", FieldValue.Of(titles[i]))]);
        log.Catalogue.Set(6, [new("title", FieldValue.Of("green red tea"))]);
        var fit = log.Select([.. Enumerable.Range(0, log.Count).Where(p => log.ItemOf[p] != 6)]);
        var encoder = new TextEncoderTrainer(Small with { Vocabulary = 80, BatchSize = 8, HardNegatives = 0.75f }).Fit(fit, RunSettings.Default);
        float[] v = encoder.Encode(["green red tea", "red tea", "boot lace"], RunSettings.Default);
        float Cosine(int other) => System.Numerics.Tensors.TensorPrimitives.Dot<float>(v.AsSpan(0, 8), v.AsSpan(other * 8, 8));
        Assert.That(Cosine(1), Is.GreaterThan(Cosine(2) + 0.3f));
    }

    [Test]
    public void A_log_without_texts_is_refused()
    {
        var log = Shop();
        Assert.That(() => new TextEncoderTrainer(Small with { Fields = ["description"] }).Fit(log, RunSettings.Default), Throws.ArgumentException.With.Message.Contains("No item has a text in the fields description"));
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
