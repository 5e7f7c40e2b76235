using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Tests.Data;

namespace Recsys.MLNet.Tests.Cli;

/// <summary>encode and fit text-encoder as a user runs them.</summary>
[TestFixture]
public sealed class EncodeCommandTests
{
    private static readonly string[] Small = ["Vocabulary=100", "Width=16", "Dimensions=8", "Epochs=1"];

    private static (int Code, string Out, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = RecsysCommandLine.RunAsync(args, output, error).GetAwaiter().GetResult();
        return (code, output.ToString(), error.ToString());
    }

    private static void AssertRefused((int Code, string Out, string Error) result, string expected)
    {
        Assert.Multiple(() =>
        {
            Assert.That(result.Code, Is.EqualTo(ExitCode.BadInput), result.Error);
            Assert.That(result.Error, Does.StartWith("recsys: ").And.Contain(expected).And.Not.Contain("   at "));
            Assert.That(result.Out, Is.Empty);
        });
    }

    [Test]
    public void Term_weights_of_a_file_are_a_NumPy_file_with_a_row_for_each_line()
    {
        using var folder = new TempFolder();
        string file = folder.Write("texts.txt", "red shoes\n\nred coat\n");
        var (code, output, error) = Run("encode", "--model", "tf-idf", "--texts", file, "--out", folder["v.npy"], "--json", folder["v.json"], "--quiet");
        Assert.That(code, Is.Zero, error);
        var (rows, columns, values) = Npy(folder["v.npy"]);
        Assert.Multiple(() =>
        {
            Assert.That((rows, columns), Is.EqualTo((3, 3)));
            Assert.That(values[3..6], Is.All.Zero, "a blank line is an empty text");
            // red in two of three texts, shoes in one: idf ln(4/2.5) and ln(4/1.5).
            double red = Math.Log(4 / 2.5), shoes = Math.Log(4 / 1.5), length = Math.Sqrt(red * red + shoes * shoes);
            Assert.That(values[..3], Is.EqualTo(new[] { red / length, shoes / length, 0 }).Within(1e-6));
            Assert.That(JsonNode.Parse(output)!["texts"]!.GetValue<int>(), Is.EqualTo(3));
            Assert.That(File.ReadAllText(folder["v.json"]).Trim(), Is.EqualTo(output.Trim()));
        });
    }

    [Test]
    public void An_encoder_learned_from_a_log_encodes_and_a_cache_gives_the_same_vectors_without_it()
    {
        using var folder = new TempFolder();
        var (code, _, error) = Run(["fit", "text-encoder", "--data", folder.Write("events.jsonl", Events()), "--out", folder["model"], "--quiet", .. Small]);
        Assert.That(code, Is.Zero, error);
        Assert.That(Directory.GetFiles(folder["model"]).Select(Path.GetFileName), Is.EquivalentTo(new[] { "model.onnx", "tokenizer.json", "config.json" }));
        string texts = folder.Write("texts.txt", "red shoe\nblue coat\nred shoe");
        string[] encode = ["encode", "--model", folder["model"], "--texts", texts, "--quiet", "--out"];
        var plain = Run([.. encode, folder["a.npy"]]);
        var first = Run([.. encode, folder["b.npy"], "--cache", folder["cache.db"]]);
        var second = Run([.. encode, folder["c.npy"], "--cache", folder["cache.db"]]);
        Assert.That((plain.Code, first.Code, second.Code), Is.EqualTo((0, 0, 0)), plain.Error + first.Error + second.Error);
        var (rows, columns, values) = Npy(folder["a.npy"]);
        Assert.Multiple(() =>
        {
            Assert.That((rows, columns), Is.EqualTo((3, 8)));
            Assert.That(values[..8].Sum(v => v * v), Is.EqualTo(1).Within(1e-5));
            Assert.That(Npy(folder["b.npy"]).Values, Is.EqualTo(values).Within(1e-5f));
            Assert.That(File.ReadAllBytes(folder["c.npy"]), Is.EqualTo(File.ReadAllBytes(folder["b.npy"])));
            Assert.That(JsonNode.Parse(first.Out)!["encoded"]!.GetValue<long>(), Is.EqualTo(2), "a text that comes twice is encoded once");
            Assert.That(JsonNode.Parse(second.Out)!["encoded"]!.GetValue<long>(), Is.Zero);
        });
    }

    [Test]
    public void Bad_input_is_refused_in_one_line_and_leaves_no_file()
    {
        using var folder = new TempFolder();
        string texts = folder.Write("texts.txt", "a\n"), empty = folder.Write("empty.txt", ""), v = folder["v.npy"];
        File.WriteAllBytes(folder["latin.txt"], [0x63, 0x61, 0x66, 0xE9, 0x0A]);
        AssertRefused(Run("encode", "--model", "tf-idf", "--texts", folder["none.txt"], "--out", v), "none.txt does not exist");
        AssertRefused(Run("encode", "--model", "tf-idf", "--texts", empty, "--out", v), "empty.txt is empty");
        AssertRefused(Run("encode", "--model", "tf-idf", "--texts", folder["latin.txt"], "--out", v), "latin.txt is not UTF-8");
        AssertRefused(Run("encode", "--model", folder.Path, "--texts", texts, "--out", v), "model.onnx");
        AssertRefused(Run("encode", "--model", folder["none"], "--texts", texts, "--out", v), "There is no model folder");
        AssertRefused(Run("encode", "--model", "tf-idf", "--texts", texts), "--out is missing");
        AssertRefused(Run("encode", "--model", "tf-idf"), "--texts is missing");
        AssertRefused(Run("encode", "--model", "tf-idf", "--texts", texts, "--out", v, "--cache", folder["c.db"]), "--cache goes with");
        AssertRefused(Run("encode", "--model", "tf-idf", "--texts", texts, "--eval", "stsb"), "--eval and --texts");
        AssertRefused(Run("encode", "--model", "tf-idf", "--eval", "stsb"), "--data is missing");
        AssertRefused(Run("encode", "--model", "tf-idf", "--eval", "mteb", "--data", folder.Path), "expected stsb or cranfield");
        AssertRefused(Run("encode", "--model", "tf-idf", "--eval", "stsb", "--data", folder.Path), "has no stsb-en-train.csv");
        AssertRefused(Run("encode", "--model", "tf-idf", "--eval", "cranfield", "--data", folder["none"]), "There is no folder");
        AssertRefused(Run("fit", "text-encoder", "--data", folder["none.jsonl"], "--out", folder["m"], "--quiet"), "none.jsonl");
        AssertRefused(Run("fit", "text-encoder", "--data", texts, "--out", texts, "--quiet"), "texts.txt is a file");
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Has.Length.EqualTo(3));
    }

    [TestCase("a,b,3\nc,d\n", "line 2: 2 values")]
    [TestCase("a,\"b, c\",3\n\"c\",d,six\n", "line 2: the grade is 'six'")]
    [TestCase("a,b,NaN\n", "line 1: the grade is 'NaN'")]
    public void A_broken_line_of_pairs_is_named(string lines, string expected)
    {
        using var folder = new TempFolder();
        folder.Write("stsb-en-train.csv", lines);
        folder.Write("stsb-en-dev.csv", "a,b,1\n");
        AssertRefused(Run("encode", "--model", "tf-idf", "--eval", "stsb", "--data", folder.Path, "--quiet"), "stsb-en-train.csv " + expected);
    }

    [Test]
    public void A_small_collection_is_ranked_by_cosine_and_a_broken_judgement_is_named()
    {
        using var folder = new TempFolder();
        folder.Write("cran.all.1400", ".I 1\n.T\nwing\n.A\nflow\n.W\nwing lift\n.I 2\n.T\nheat\n.W\nheat flow\n.I 3\n.T\nslab\n.W\nslab heat\n");
        folder.Write("cran.qry", ".I 001\n.W\nwing\n.I 004\n.W\nheat flow\n");
        folder.Write("cranqrel", "1 1 2 \n2 3 4\n2 1 -1\n");
        string[] args = ["encode", "--model", "tf-idf", "--eval", "cranfield", "--data", folder.Path, "--quiet"];
        var (code, output, error) = Run(args);
        Assert.That(code, Is.Zero, error);
        var metrics = JsonNode.Parse(output)!["metrics"]!;
        Assert.That(metrics["map"]!.GetValue<double>(), Is.EqualTo((1 + 0.5) / 2).Within(1e-6), "the second query, numbered 4, finds its document second");
        Assert.That(metrics["ndcg@10"]!.GetValue<double>(), Is.EqualTo((1 + 1 / Math.Log2(3)) / 2).Within(1e-6));
        folder.Write("cranqrel", "1 1 2\n3 1 2\n");
        AssertRefused(Run(args), "cranqrel line 2: '3 1 2'");
    }

    [Test]
    public void Term_weights_reach_their_known_correlation_on_STS_B()
    {
        var (code, output, error) = Run("encode", "--model", "tf-idf", "--eval", "stsb", "--data", Evaluation.PublicData.Folder("stsb"), "--quiet");
        Assert.That(code, Is.Zero, error);
        Assert.That(JsonNode.Parse(output)!["metrics"]!["spearman"]!.GetValue<double>(), Is.EqualTo(0.762).Within(0.001));
    }

    [Test]
    public void Term_weights_are_near_BM25_on_Cranfield()
    {
        var (code, output, error) = Run("encode", "--model", "tf-idf", "--eval", "cranfield", "--data", Evaluation.PublicData.Folder("cranfield"), "--quiet");
        Assert.That(code, Is.Zero, error);
        Assert.That(JsonNode.Parse(output)!["metrics"]!["map"]!.GetValue<double>(), Is.EqualTo(0.286).Within(0.02));
    }

    private static string Events()
    {
        string[] words = ["red shoe", "blue shoe", "red coat", "blue coat", "green hat", "green scarf"];
        var lines = new StringBuilder();
        for (int i = 0; i < words.Length; i++)
            lines.Append($$$"""{"event":"item","timestamp":1,"item":"i{{{i}}}","fields":[{"name":"title","value":"{{{words[i]}}}"}]}""").Append('\n');
        for (int e = 0; e < 40; e++)
            lines.Append($$"""{"event":"interaction","timestamp":{{1000 + e}},"user":"u{{e / 4}}","type":"click","item":"i{{e * e % 6}}"}""").Append('\n');
        return lines.ToString();
    }

    private static (int Rows, int Columns, float[] Values) Npy(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        Assert.That(bytes[..8], Is.EqualTo(new byte[] { 0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0 }));
        int start = 10 + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        string header = Encoding.ASCII.GetString(bytes, 10, start - 10);
        Assert.That(start % 64, Is.Zero);
        Assert.That(header, Does.StartWith("{'descr': '<f4', 'fortran_order': False, 'shape': (").And.EndsWith("\n"));
        int[] shape = [.. header.Split('(', ')')[1].Split(',').Select(size => int.Parse(size, System.Globalization.CultureInfo.InvariantCulture))];
        var values = new float[(bytes.Length - start) / 4];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(start + 4 * i));
        Assert.That(values, Has.Length.EqualTo(shape[0] * shape[1]));
        return (shape[0], shape[1], values);
    }
}
