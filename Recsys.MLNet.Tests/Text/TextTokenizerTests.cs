using System.Text.Json;
using Recsys.MLNet.Tests.House;
using Recsys.MLNet.Text.Tokenization;
using Recsys.MLNet.Text.Unicode;

namespace Recsys.MLNet.Tests.Text;

/// <summary>Expected tokens come from the reference implementation: Golden/make-tokenizers.py, then Golden/make-golden.mjs.</summary>
[TestFixture]
public sealed class TextTokenizerTests
{
    private static string Golden(string file) => Repository.At("Recsys.MLNet.Tests", "Text", "Golden", file);

    private static IEnumerable<TestCaseData> Cases()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Golden("golden.json")));
        foreach (var tokenizer in golden.RootElement.EnumerateObject())
        {
            int n = 0;
            foreach (var @case in tokenizer.Value.EnumerateArray())
                yield return new TestCaseData(tokenizer.Name, @case.GetProperty("text").GetString(), @case.GetProperty("pair").GetString(), Ints(@case, "ids"), Ints(@case, "types"))
                    .SetArgDisplayNames(tokenizer.Name, (n++).ToString());
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Tokens_are_those_of_the_reference_implementation(string name, string text, string? pair, int[] ids, int[] types)
    {
        var encoded = TextTokenizer.Open(Golden(name + ".json")).Encode(text, pair);
        Assert.Multiple(() =>
        {
            Assert.That(encoded.Ids, Is.EqualTo(ids), text);
            Assert.That(encoded.TypeIds, Is.EqualTo(types), text);
        });
    }

    [Test]
    public void Offsets_of_WordPiece_are_those_of_the_reference_implementation()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Golden("golden.json")));
        var tokenizer = TextTokenizer.Open(Golden("bert-uncased.json"));
        int compared = 0;
        foreach (var @case in golden.RootElement.GetProperty("bert-uncased").EnumerateArray())
        {
            string text = @case.GetProperty("text").GetString()!;
            if (@case.GetProperty("pair").ValueKind != JsonValueKind.Null)
                continue;
            var expected = @case.GetProperty("offsets").EnumerateArray().Select(o => (o[0].GetInt32(), o[1].GetInt32()));
            var actual = tokenizer.Encode(text).Offsets.Select(o => (CodePoints(text, o.Start), CodePoints(text, o.End)));
            Assert.That(actual, Is.EqualTo(expected), text);
            compared++;
        }
        Assert.That(compared, Is.GreaterThan(30));
    }

    [Test]
    public void The_longer_text_of_a_pair_is_cut_first()
    {
        var tokenizer = TextTokenizer.Open(Golden("bert-uncased.json"));
        var encoded = tokenizer.Encode("the quick brown fox jumps over the lazy dog", "red shoes", maxTokens: 8);
        Assert.Multiple(() =>
        {
            Assert.That(encoded.Length, Is.EqualTo(8));
            Assert.That(encoded.Truncated, Is.True);
            Assert.That(encoded.TypeIds, Is.EqualTo(new[] { 0, 0, 0, 0, 0, 1, 1, 1 }));
            Assert.That(encoded.Ids[0], Is.EqualTo(tokenizer.Find("[CLS]")));
            Assert.That(encoded.Ids[^1], Is.EqualTo(tokenizer.Find("[SEP]")));
        });
    }

    [Test]
    public void Fewer_tokens_than_the_special_ones_are_refused() =>
        Assert.That(() => TextTokenizer.Open(Golden("bert-uncased.json")).Encode("fox", maxTokens: 1), Throws.ArgumentException.With.Message.Contains("special tokens alone take 2"));

    [TestCase("bert-uncased")]
    [TestCase("xlmr")]
    [TestCase("roberta")]
    [TestCase("qwen")]
    [TestCase("llama")]
    public void Lone_surrogates_count_as_the_replacement_character(string name)
    {
        var tokenizer = TextTokenizer.Open(Golden(name + ".json"));
        Assert.That(tokenizer.Encode("red \ud83d shoes \udc4d").Ids, Is.EqualTo(tokenizer.Encode("red \ufffd shoes \ufffd").Ids));
    }

    [TestCase("bert-uncased")]
    [TestCase("xlmr")]
    [TestCase("llama")]
    [CancelAfter(20_000)]
    public void A_megabyte_without_blanks_ends_and_is_truncated(string name)
    {
        var encoded = TextTokenizer.Open(Golden(name + ".json")).Encode(new string('a', 1 << 20), maxTokens: 64);
        Assert.That(encoded.Truncated, Is.True);
        Assert.That(encoded.Length, Is.LessThanOrEqualTo(64));
    }

    [TestCase("bert-uncased")]
    [TestCase("bert-cased")]
    [TestCase("xlmr")]
    [TestCase("roberta")]
    [TestCase("qwen")]
    [TestCase("llama")]
    public void No_text_is_too_strange(string name)
    {
        var tokenizer = TextTokenizer.Open(Golden(name + ".json"));
        var random = new Recsys.MLNet.Numerics.RandomStream(1, "strange text");
        for (int round = 0; round < 300; round++)
        {
            var text = new char[random.NextInt(40)];
            for (int i = 0; i < text.Length; i++)
                text[i] = (char)(random.NextInt(3) == 0 ? random.NextInt(0x10000) : random.NextInt(0x250));
            var encoded = tokenizer.Encode(new string(text), maxTokens: 16);
            Assert.That(encoded.Ids, Is.All.InRange(0, tokenizer.VocabularySize - 1));
            Assert.That(encoded.Offsets, Is.All.Matches<TextRange>(o => o.Start >= 0 && o.Start <= o.End && o.End <= text.Length));
        }
    }

    [Test]
    public void A_vocabulary_file_reads_like_the_json_of_the_same_tokens()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Golden("bert-uncased.json")));
        string folder = Directory.CreateTempSubdirectory("recsys-").FullName;
        try
        {
            var tokens = json.RootElement.GetProperty("model").GetProperty("vocab").EnumerateObject().OrderBy(t => t.Value.GetInt32()).Select(t => t.Name);
            File.WriteAllLines(Path.Combine(folder, "vocab.txt"), tokens);
            var fromFile = TextTokenizer.Open(folder);
            var fromJson = TextTokenizer.Open(Golden("bert-uncased.json"));
            foreach (string text in (string[])["the quick brown fox", "我想去旅游的地方 Paris", "crème brûlée", "[MASK] it"])
                Assert.That(fromFile.Encode(text).Ids, Is.EqualTo(fromJson.Encode(text).Ids), text);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestCase("bert-uncased"), TestCase("xlmr"), TestCase("qwen")]
    public void A_file_with_bytes_changed_or_cut_is_refused_or_read_and_never_crashes(string name)
    {
        byte[] whole = File.ReadAllBytes(Golden(name + ".json"));
        var random = new Recsys.MLNet.Numerics.RandomStream(8, "tokenizer fuzz");
        string file = Path.GetTempFileName();
        int refused = 0;
        try
        {
            for (int round = 0; round < 120; round++)
            {
                byte[] changed = [.. whole];
                for (int change = random.NextInt(1, 4); change > 0; change--)
                    changed[random.NextInt(changed.Length)] = (byte)random.NextInt(256);
                File.WriteAllBytes(file, round % 4 == 0 ? changed[..random.NextInt(changed.Length)] : changed);
                try
                {
                    TextTokenizer.Open(file).Encode("The quick 旅游 fox 🙂", "café", maxTokens: 12);
                }
                catch (Exception e) when (e is InvalidDataException or FileNotFoundException or ArgumentException or NotSupportedException)
                {
                    refused++;
                }
            }
        }
        finally
        {
            File.Delete(file);
        }
        Assert.That(refused, Is.GreaterThan(30), "every cut file, and most damaged ones");
    }

    [Test]
    public void Damaged_files_are_refused_in_one_sentence()
    {
        string folder = Directory.CreateTempSubdirectory("recsys-").FullName;
        try
        {
            Assert.That(() => TextTokenizer.Open(folder), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("no tokenizer.json"));
            byte[] whole = File.ReadAllBytes(Golden("xlmr.json"));
            var random = new Recsys.MLNet.Numerics.RandomStream(2, "damaged tokenizer");
            string file = Path.Combine(folder, "tokenizer.json");
            for (int round = 0; round < 150; round++)
            {
                byte[] damaged = whole[..random.NextInt(whole.Length + 1)];
                for (int flips = random.NextInt(4); flips > 0 && damaged.Length > 0; flips--)
                    damaged[random.NextInt(damaged.Length)] = (byte)random.NextInt(256);
                File.WriteAllBytes(file, damaged);
                try
                {
                    TextTokenizer.Open(file).Encode("red running shoes 红色");
                }
                catch (InvalidDataException e)
                {
                    Assert.That(e.Message, Does.StartWith(file).And.Contain("cannot be used"));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Expected strings from Unicode's own examples in Annex #15, figures 3 to 6.
    [TestCase("\u00C5", "NFD", "A\u030A")]
    [TestCase("\u212B", "NFC", "\u00C5")]
    [TestCase("\uFB01", "NFKC", "fi")]
    [TestCase("\uFB01", "NFC", "\uFB01")]
    [TestCase("\u1E9B\u0323", "NFD", "\u017F\u0323\u0307")]
    [TestCase("\u1E9B\u0323", "NFC", "\u1E9B\u0323")]
    [TestCase("\u1E9B\u0323", "NFKD", "s\u0323\u0307")]
    [TestCase("\u1E9B\u0323", "NFKC", "\u1E69")]
    [TestCase("\u1100\u1161\u11A8", "NFC", "\uAC01")]
    [TestCase("\uAC01", "NFD", "\u1100\u1161\u11A8")]
    [TestCase("q\u0307\u0323", "NFC", "q\u0323\u0307")]
    public void Normal_forms_are_those_of_the_standard(string text, string form, string expected) =>
        Assert.That(UnicodeNormalization.Normalize(text, Enum.Parse<UnicodeForm>(form, ignoreCase: true)), Is.EqualTo(expected));

    private static int CodePoints(string text, int units)
    {
        int count = 0;
        foreach (var rune in text.AsSpan(0, units).EnumerateRunes())
            count += rune.Value >= 0 ? 1 : 0;
        return count;
    }

    private static int[] Ints(JsonElement owner, string name) => [.. owner.GetProperty(name).EnumerateArray().Select(i => i.GetInt32())];
}
