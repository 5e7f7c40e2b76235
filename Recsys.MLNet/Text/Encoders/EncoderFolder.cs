using System.Security.Cryptography;
using System.Text.Json;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>What the files of a model folder in Hugging Face layout say about using the model.</summary>
internal sealed record EncoderFolder(string Path, string ModelFile, TextPooling Pooling, int MaxTokens)
{
    private const int UsualLimit = 512;
    private static readonly string[] ModelFiles = ["model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx", "model_int8.onnx", "onnx/model_int8.onnx"];

    public static EncoderFolder Read(string path)
    {
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"There is no model folder {path}. Name a folder that holds model.onnx and its tokenizer.");
        string model = ModelFiles.Select(f => System.IO.Path.Combine(path, f)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"The folder {path} holds none of {string.Join(", ", ModelFiles)}. Export the model to ONNX, or copy the file there.");
        return new(path, model, ReadPooling(path), ReadLimit(path));
    }

    /// <summary>A hash of model, tokenizer and whatever else decides what comes out.</summary>
    public string Fingerprint(string settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var file = File.OpenRead(ModelFile))
            hash.AppendData(SHA256.HashData(file));
        foreach (string tokenizer in (string[])["tokenizer.json", "vocab.txt"])
            if (System.IO.Path.Combine(Path, tokenizer) is var path && File.Exists(path))
                hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(settings));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    private static TextPooling ReadPooling(string path)
    {
        if (Json(System.IO.Path.Combine(path, "1_Pooling", "config.json")) is not { } pooling)
            return TextPooling.Mean;
        bool Says(string key) => pooling.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;
        return Says("pooling_mode_cls_token") ? TextPooling.FirstToken : Says("pooling_mode_lasttoken") ? TextPooling.LastToken : TextPooling.Mean;
    }

    private static int ReadLimit(string path)
    {
        int Number(string file, string key) =>
            Json(System.IO.Path.Combine(path, file)) is { } json && json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number is > 0 and < 1_000_000 ? (int)number : 0;
        if (Number("sentence_bert_config.json", "max_seq_length") is > 0 and var sentence)
            return sentence;
        int positions = Number("config.json", "max_position_embeddings");
        if (positions > 0 && File.ReadAllText(System.IO.Path.Combine(path, "config.json")).Contains("roberta", StringComparison.OrdinalIgnoreCase))
            positions -= 2; // RoBERTa and XLM-R count positions from 2
        int tokenizer = Number("tokenizer_config.json", "model_max_length");
        return (positions, tokenizer) switch { (0, 0) => UsualLimit, (0, var t) => t, (var p, 0) => p, var (p, t) => Math.Min(p, t) };
    }

    private static JsonElement? Json(string file)
    {
        if (!File.Exists(file))
            return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is not valid JSON: {e.Message}", e);
        }
    }
}
