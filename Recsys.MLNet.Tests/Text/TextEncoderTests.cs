using Recsys.MLNet.Data;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Text.Tokenization;
using Recsys.MLNet.Trainers.TextEncoder;

namespace Recsys.MLNet.Tests.Text;

[TestFixture]
public sealed class TextEncoderTests
{
    /// <summary>Counts what it is asked to encode; a text's vector is its length and its first character.</summary>
    private sealed class CountingEncoder : ITextEncoder
    {
        public int Encoded { get; private set; }

        public string Id { get; init; } = "counting";

        public int Dimensions => 2;

        public void Encode(IReadOnlyList<string?> texts, Span<float> vectors, CancellationToken cancellation = default)
        {
            Encoded += texts.Count;
            for (int i = 0; i < texts.Count; i++)
                (vectors[2 * i], vectors[2 * i + 1]) = (texts[i]!.Length, texts[i] is { Length: > 0 } text ? text[0] : 0);
        }

        public void Dispose() { }
    }

    [Test]
    public void A_text_is_encoded_once_and_a_changed_one_alone_again()
    {
        var inner = new CountingEncoder();
        using var cache = new CachedTextEncoder(inner);
        var vectors = new float[8];
        cache.Encode(["tea", "boots", "tea", "茶"], vectors);
        Assert.That(inner.Encoded, Is.EqualTo(3));
        Assert.That(vectors, Is.EqualTo(new float[] { 3, 't', 5, 'b', 3, 't', 1, '茶' }));
        cache.Encode(["tea", "boots!", "tea", "茶"], vectors);
        Assert.That(inner.Encoded, Is.EqualTo(4));
        Assert.That(vectors[2], Is.EqualTo(6));
    }

    [Test]
    public void A_catalogue_is_encoded_once_and_a_changed_title_alone_again()
    {
        string[] titles = [.. File.ReadLines(Path.Combine(PublicData.Folder("beauty"), "items.tsv")).Skip(1).Select(line => line.Split('\t')[2])];
        Assert.That(titles, Has.Length.EqualTo(12_101));
        using var folder = new TempFolder();
        var catalogue = new Catalogue();
        var items = new Vocabulary();
        for (int i = 0; i < titles.Length; i++)
            catalogue.Set(items.Add($"i{i}"), [new Field("title", FieldValue.Of(titles[i]))]);
        // Two events in all: the encoder is as good as untrained, and as fast to encode with as any.
        var log = new InteractionLog(new Vocabulary(["u"]), items, new Vocabulary(["click"]), [0, 0], [0, 1], [0, 0], [1, 1], [0, 0], EventClock.Order, catalogue);
        new TextEncoderTrainer(new() { Vocabulary = 4000, Width = 16, Dimensions = 8, Epochs = 1, HardNegatives = 0 }).Fit(log, RunSettings.Default).Save(folder["model"]);
        string file = folder["cache.db"];
        var first = new float[titles.Length * 8];
        using (var cache = Cache())
        {
            cache.Encode(titles, first);
            Assert.That(cache.Counts, Is.EqualTo((12_101L, (long)titles.Distinct().Count())), "equal titles once");
        }
        var again = new float[first.Length];
        using (var cache = Cache())
        {
            cache.Encode(titles, again);
            Assert.That(cache.Counts.Encoded, Is.Zero, "all from the file");
            titles[77] += ", new edition";
            cache.Encode(titles, again);
            Assert.That(cache.Counts.Encoded, Is.EqualTo(1));
        }
        Assert.That(again.AsSpan(0, 77 * 8).SequenceEqual(first.AsSpan(0, 77 * 8)) && again.AsSpan(78 * 8).SequenceEqual(first.AsSpan(78 * 8)), "the others are the same bits");
        Assert.That(again.AsSpan(77 * 8, 8).SequenceEqual(first.AsSpan(77 * 8, 8)), Is.False);

        CachedTextEncoder Cache() => new(OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = folder["model"] }), new EmbeddingCacheOptions { File = file });
    }

    [Test]
    public void A_cache_file_serves_the_next_process_and_knows_encoders_apart()
    {
        string file = Path.GetTempFileName();
        File.Delete(file);
        try
        {
            var vectors = new float[4];
            using (var cache = new CachedTextEncoder(new CountingEncoder(), new EmbeddingCacheOptions { File = file }))
                cache.Encode(["tea", "boots"], vectors);
            var second = new CountingEncoder();
            using (var cache = new CachedTextEncoder(second, new EmbeddingCacheOptions { File = file }))
                cache.Encode(["boots", "tea"], vectors);
            Assert.That(second.Encoded, Is.Zero);
            Assert.That(vectors, Is.EqualTo(new float[] { 5, 'b', 3, 't' }));
            var other = new CountingEncoder { Id = "another" };
            using (var cache = new CachedTextEncoder(other, new EmbeddingCacheOptions { File = file }))
                cache.Encode(["boots", "tea"], vectors);
            Assert.That(other.Encoded, Is.EqualTo(2));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void Memory_and_file_keep_to_their_bounds()
    {
        string file = Path.GetTempFileName();
        File.Delete(file);
        try
        {
            var inner = new CountingEncoder();
            using var cache = new CachedTextEncoder(inner, new EmbeddingCacheOptions { File = file, Memory = 2, Stored = 3 });
            var one = new float[2];
            foreach (string text in (string[])["a", "b", "c", "d", "e"])
                cache.Encode([text], one);
            cache.Encode(["e"], one);
            cache.Encode(["c"], one);
            Assert.That(inner.Encoded, Is.EqualTo(5), "the three newest are in the file");
            cache.Encode(["a"], one);
            Assert.That(inner.Encoded, Is.EqualTo(6), "the oldest was dropped");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void A_file_that_is_no_cache_is_refused()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, new string('x', 4096));
            Assert.That(() => new CachedTextEncoder(new CountingEncoder(), new EmbeddingCacheOptions { File = file }), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("cannot be used as an embedding cache"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void Batches_keep_to_the_budget_and_hold_every_text_once()
    {
        var random = new Recsys.MLNet.Numerics.RandomStream(1, "batches");
        var texts = Enumerable.Range(0, 200).Select(_ => new EncodedText(new int[random.NextInt(1, 60)], [], [], false)).ToArray();
        var batches = TokenBatches.Of(texts, 256).ToList();
        Assert.That(batches.SelectMany(b => b).Order(), Is.EqualTo(Enumerable.Range(0, 200)));
        Assert.That(batches.Where(b => b.Length > 1).Select(b => b.Length * b.Max(i => texts[i].Length)), Is.All.LessThanOrEqualTo(256));
        double computed = batches.Sum(b => b.Length * b.Max(i => texts[i].Length)), needed = texts.Sum(t => t.Length);
        Assert.That(computed / needed, Is.LessThan(1.2), "padding");
    }

    [Test]
    public void A_folder_without_a_model_is_refused()
    {
        string folder = Directory.CreateTempSubdirectory("recsys-").FullName;
        try
        {
            Assert.That(() => OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = folder }), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("model.onnx"));
            Assert.That(() => OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = Path.Combine(folder, "none") }), Throws.InstanceOf<DirectoryNotFoundException>());
            Assert.That(() => OnnxTextEncoder.Open(new OnnxTextEncoderOptions()), Throws.ArgumentException.With.Message.Contains("Model is required"));
        }
        finally
        {
            Directory.Delete(folder);
        }
    }
}
