using Recsys.MLNet.Benchmarks.Onnx;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Tests.Text;

/// <summary>A model folder with random weights and one token a character: whatever needs an encoder, without a download.</summary>
internal static class GeneratedEncoder
{
    /// <summary>Writes <c>model.onnx</c> and <c>vocab.txt</c> for the characters of the texts.</summary>
    public static void Write(string folder, IEnumerable<string> texts, int seed = 1)
    {
        Directory.CreateDirectory(folder);
        string[] vocabulary = Vocabulary(folder, texts);
        using var model = EncoderModel.Bert(EncoderShape.Tiny with { Vocabulary = vocabulary.Length }, seed);
        OnnxWriter.Save(model, Path.Combine(folder, "model.onnx"));
    }

    /// <summary>Writes a cross-encoder instead of an encoder.</summary>
    public static void WriteCrossEncoder(string folder, IEnumerable<string> texts, int seed = 4)
    {
        Directory.CreateDirectory(folder);
        string[] vocabulary = Vocabulary(folder, texts);
        using var model = EncoderModel.CrossEncoder(EncoderShape.Tiny with { Vocabulary = vocabulary.Length }, seed);
        OnnxWriter.Save(model, Path.Combine(folder, "model.onnx"));
    }

    /// <summary>Writes a decoder with a key-value cache instead of an encoder.</summary>
    public static void WriteDecoder(string folder, IEnumerable<string> texts, int seed = 3)
    {
        Directory.CreateDirectory(folder);
        string[] vocabulary = Vocabulary(folder, texts);
        using var model = DecoderModel.Build(DecoderShape.Tiny with { Vocabulary = vocabulary.Length }, seed);
        OnnxWriter.Save(model, Path.Combine(folder, "model.onnx"));
    }

    private static string[] Vocabulary(string folder, IEnumerable<string> texts)
    {
        string[] characters = [.. string.Concat(texts).ToLowerInvariant().Where(c => !char.IsWhiteSpace(c)).Distinct().Order().Select(c => c.ToString())];
        string[] vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "yes", "no", .. characters, .. characters.Select(c => "##" + c)];
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), vocabulary);
        return vocabulary;
    }
}
