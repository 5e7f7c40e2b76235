using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Onnx;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Tests.Onnx;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Trainers.NextItem;
using Recsys.MLNet.Trainers.TextAdapters;

namespace Recsys.MLNet.Tests.Text;

[TestFixture]
public sealed class TextAdapterTests
{
    private static readonly string[] Texts = ["tea", "kettle", "cup", "oolong", "茶壶", "boot", "trail", "tent", "rope", "登山鞋"];
    private static readonly TextAdapterOptions Small = new() { Rank = 4, Epochs = 40, BatchSize = 32, LearningRate = 0.02f, Negatives = 0, Regularization = 0 };

    private TempFolder _folder = null!;
    private OnnxTextEncoder _encoder = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _folder = new TempFolder();
        GeneratedEncoder.Write(_folder.Path, Texts);
        _encoder = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = _folder.Path });
    }

    [OneTimeTearDown]
    public void Close()
    {
        _encoder.Dispose();
        _folder.Dispose();
    }

    // Users stay within the first five items or the last five; a random encoder knows nothing of that.
    private static InteractionLog Shop(int users = 60, int seed = 7)
    {
        var (userIds, items, catalogue) = (new Vocabulary(), new Vocabulary(), new Catalogue());
        for (int i = 0; i < Texts.Length; i++)
        {
            items.Add($"i{i}");
            catalogue.Set(i, [new Field("title", FieldValue.Of(Texts[i]))]);
        }
        var random = new RandomStream(seed, "adapter shop");
        var (user, item) = (new List<int>(), new List<int>());
        for (int u = 0; u < users; u++)
        {
            userIds.Add($"u{u}");
            for (int n = 0; n < 5; n++)
            {
                user.Add(u);
                item.Add(5 * (u % 2) + random.NextInt(5));
            }
        }
        int count = user.Count;
        return new(userIds, items, new Vocabulary(["click"]), [.. user], [.. item], new int[count], [.. Enumerable.Repeat(1f, count)], new long[count], EventClock.Order, catalogue);
    }

    [Test]
    public void What_users_meet_together_is_drawn_together_and_the_encoder_stays_as_it_was()
    {
        string before = _encoder.Id;
        var adapter = new TextAdapterTrainer(Small).Fit(_encoder, Shop(), RunSettings.Default);
        using var adapted = Adapted(adapter);
        Assert.That(Gap(adapted), Is.GreaterThan(Gap(_encoder) + 0.3));
        Assert.That(_encoder.Id, Is.EqualTo(before));
        Assert.That(adapted.Id, Is.Not.EqualTo(before), "caches keep the two apart");
    }

    [Test]
    public void Learning_goes_on_from_an_adapter_as_behaviour_comes()
    {
        var few = new TextAdapterTrainer(Small with { Epochs = 5 }).Fit(_encoder, Shop(10), RunSettings.Default);
        var more = new TextAdapterTrainer(Small with { Epochs = 20 }).Fit(_encoder, Shop(60, seed: 8), RunSettings.Default, few);
        using AdaptedTextEncoder first = Adapted(few), second = Adapted(more);
        Assert.That(Gap(second), Is.GreaterThan(Gap(first) + 0.1));
        var held = new TextAdapterTrainer(Small with { Epochs = 20, Regularization = 1 }).Fit(_encoder, Shop(60, seed: 8), RunSettings.Default, few);
        Assert.That(held.Up.Values, Is.EqualTo(few.Up.Values).Within(1e-5f), "held where it was");
        Assert.That(() => new TextAdapterTrainer(Small with { Rank = 5 }).Fit(_encoder, Shop(), RunSettings.Default, few), Throws.ArgumentException.With.Message.Contains("rank 4"));
    }

    [Test]
    public void Fit_repeats_exactly_for_a_seed_on_one_and_two_threads()
    {
        var options = Small with { Epochs = 2, Negatives = 8, HardNegatives = 0.5f };
        var one = new TextAdapterTrainer(options).Fit(_encoder, Shop(), new RunSettings { Seed = 3, Threads = 1 });
        var two = new TextAdapterTrainer(options).Fit(_encoder, Shop(), new RunSettings { Seed = 3, Threads = 2 });
        Assert.That(two.Up.Values, Is.EqualTo(one.Up.Values));
        Assert.That(two.Down.Values, Is.EqualTo(one.Down.Values));
    }

    [Test]
    public void Gradients_are_those_of_finite_differences()
    {
        var random = new RandomStream(5, "adapter");
        RowMatrix Matrix(int rows, int columns) => new(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextGaussian() * 0.5f)]);
        var vectors = Matrix(10, 6);
        var adapter = new TextAdapter("e", Matrix(6, 2), Matrix(2, 6));
        var learner = new AdapterLearner(vectors, adapter, 0);
        var examples = new NextItemExamples(Shop(), 3, 0.5f);
        var step = new NextItemStep(examples, [0, 9, 21], 3, 0, null, random);

        double Loss(out float[] down, out float[] up)
        {
            var z = learner.Forward(step.Items, random, RunSettings.Default);
            var g = new float[z.Length];
            double loss = NextItemObjective.Loss(step, 6, z, g, 0.5f, null, RunSettings.Default);
            (down, up) = learner.Gradients(g, RunSettings.Default);
            return loss;
        }

        Loss(out float[] gradientDown, out float[] gradientUp);
        foreach (var (values, gradient, name) in new[] { (adapter.Down.Values, gradientDown, "A"), (adapter.Up.Values, gradientUp, "B") })
            for (int i = 0; i < values.Length; i++)
            {
                float before = values[i];
                values[i] = before + 2e-3f;
                double up = Loss(out _, out _);
                values[i] = before - 2e-3f;
                double down = Loss(out _, out _);
                values[i] = before;
                Assert.That(gradient[i], Is.EqualTo((up - down) / 4e-3).Within(2e-3), $"{name}[{i}]");
            }
    }

    [TestCase(TextPooling.Mean, true), TestCase(TextPooling.FirstToken, true), TestCase(TextPooling.LastToken, false)]
    public void Encoder_and_adapter_become_one_ONNX_file_with_the_same_vectors(TextPooling pooling, bool normalize) => Export(pooling, normalize, OnnxBackend.Managed);

    [TestCase(TextPooling.Mean, true), TestCase(TextPooling.FirstToken, true), TestCase(TextPooling.LastToken, false)]
    public void The_merged_file_gives_them_in_ONNX_Runtime_too(TextPooling pooling, bool normalize)
    {
        NativeLibraryGate.Path();
        Export(pooling, normalize, OnnxBackend.OnnxRuntime);
    }

    private void Export(TextPooling pooling, bool normalize, OnnxBackend backend)
    {
        using var encoder = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = _folder.Path, Pooling = pooling, Normalize = normalize, Dimensions = 24 });
        var adapter = new TextAdapterTrainer(Small with { Epochs = 3 }).Fit(encoder, Shop(), RunSettings.Default);
        var adapted = new AdaptedTextEncoder(encoder, adapter);
        string[] texts = ["tea kettle", "登山鞋 rope", "", "boot"];
        var expected = new float[texts.Length * adapted.Dimensions];
        adapted.Encode(texts, expected);
        using var folder = new TempFolder();
        adapted.Export(folder["merged"]);
        using var merged = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = folder["merged"] }, new OnnxSessionOptions { Backend = backend });
        var vectors = new float[texts.Length * merged.Dimensions];
        merged.Encode(texts, vectors);
        Assert.That(vectors, Is.EqualTo(expected).Within(2e-5f));
    }

    [Test]
    public void An_adapter_is_saved_and_belongs_to_its_encoder()
    {
        var adapter = new TextAdapterTrainer(Small with { Epochs = 1 }).Fit(_encoder, Shop(), RunSettings.Default);
        using var folder = new TempFolder();
        adapter.Save(folder["adapter.bin"]);
        var loaded = TextAdapter.Load(folder["adapter.bin"]);
        Assert.That(loaded.Up.Values, Is.EqualTo(adapter.Up.Values));
        Assert.That(loaded.Encoder, Is.EqualTo(_encoder.Id));
        using var other = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = _folder.Path, Pooling = TextPooling.FirstToken });
        Assert.That(() => new AdaptedTextEncoder(other, loaded), Throws.ArgumentException.With.Message.Contains("Open the encoder it was learned on"));
        byte[] bytes = File.ReadAllBytes(folder["adapter.bin"]);
        File.WriteAllBytes(folder["adapter.bin"], bytes[..^9]);
        Assert.That(() => TextAdapter.Load(folder["adapter.bin"]), Throws.TypeOf<ModelFormatException>());
        Assert.That(() => new AdaptedTextEncoder(_encoder, adapter).Export(_folder.Path), Throws.ArgumentException.With.Message.Contains("own folder"));
    }

    private AdaptedTextEncoder Adapted(TextAdapter adapter) => new(new Borrowed(_encoder), adapter);

    // Mean cosine within the two halves less that between them.
    private static double Gap(ITextEncoder encoder)
    {
        int d = encoder.Dimensions;
        var v = new float[Texts.Length * d];
        encoder.Encode(Texts, v);
        var (within, between) = (new List<float>(), new List<float>());
        for (int i = 0; i < Texts.Length; i++)
            for (int j = 0; j < i; j++)
                (i / 5 == j / 5 ? within : between).Add(System.Numerics.Tensors.TensorPrimitives.Dot<float>(v.AsSpan(i * d, d), v.AsSpan(j * d, d)));
        return within.Average() - between.Average();
    }

    /// <summary>The fixture's encoder, not disposed of with the test's.</summary>
    private sealed class Borrowed(ITextEncoder encoder) : ITextEncoder
    {
        public string Id => encoder.Id;

        public int Dimensions => encoder.Dimensions;

        public void Encode(IReadOnlyList<string?> texts, Span<float> vectors, CancellationToken cancellation = default) => encoder.Encode(texts, vectors, cancellation);

        public void Dispose() { }
    }
}
