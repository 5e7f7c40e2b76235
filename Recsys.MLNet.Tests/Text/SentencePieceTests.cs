using Recsys.MLNet.Tests.House;
using Recsys.MLNet.Text.Tokenization;

namespace Recsys.MLNet.Tests.Text;

/// <summary>Expected tokens come from the reference tools: Golden/make-sentencepiece.sh.</summary>
[TestFixture]
public sealed class SentencePieceTests
{
    private static string Golden(string file) => Repository.At("Recsys.MLNet.Tests", "Text", "Golden", file);

    [TestCase("unigram")]
    [TestCase("bpe")]
    public void Tokens_are_those_of_the_reference_tools(string kind)
    {
        var tokenizer = TextTokenizer.Open(Golden($"spm-{kind}.model"));
        string[] texts = File.ReadAllLines(Golden("texts.txt"));
        string[] expected = File.ReadAllLines(Golden($"spm-{kind}.golden"));
        Assert.That(texts, Has.Length.EqualTo(expected.Length).And.Length.GreaterThan(10));
        Assert.Multiple(() =>
        {
            for (int i = 0; i < texts.Length; i++)
                Assert.That(string.Join(' ', tokenizer.Encode(texts[i], specialTokens: false).Ids), Is.EqualTo(expected[i]), texts[i]);
        });
    }

    [Test]
    public void XLM_R_numbers_put_four_special_tokens_first()
    {
        var plain = SentencePieceFile.Read(File.ReadAllBytes(Golden("spm-unigram.model")), fairseqIds: false).Encode("the quick fox");
        var fairseq = SentencePieceFile.Read(File.ReadAllBytes(Golden("spm-unigram.model")), fairseqIds: true).Encode("the quick fox");
        Assert.Multiple(() =>
        {
            Assert.That(fairseq.Ids[0], Is.Zero);
            Assert.That(fairseq.Ids[^1], Is.EqualTo(2));
            Assert.That(fairseq.Ids[1..^1], Is.EqualTo(plain.Ids[1..^1].Select(id => id + 1)));
        });
    }

    [TestCase("unigram")]
    [TestCase("bpe")]
    public void A_damaged_model_is_refused_or_read_but_never_crashes(string kind)
    {
        byte[] whole = File.ReadAllBytes(Golden($"spm-{kind}.model"));
        var random = new Recsys.MLNet.Numerics.RandomStream(3, "damaged sentencepiece");
        int refused = 0;
        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = whole[..random.NextInt(whole.Length + 1)];
            for (int flips = random.NextInt(20); flips > 0 && damaged.Length > 0; flips--)
                damaged[random.NextInt(damaged.Length)] = (byte)random.NextInt(256);
            try
            {
                SentencePieceFile.Read(damaged, fairseqIds: false).Encode("red running shoes 红色 ｆｕｌｌ");
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.GreaterThan(50));
    }
}
