using System.Text.Json;

namespace Recsys.MLNet.Text.Tokenization;

/// <summary>Finds the tokenizer among the files of a model folder.</summary>
internal static class TokenizerFiles
{
    public static TextTokenizer Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            string json = Path.Combine(path, "tokenizer.json"), vocabulary = Path.Combine(path, "vocab.txt");
            if (File.Exists(json))
                return TokenizerJson.Read(json);
            if (Directory.GetFiles(path, "*.model").Order(StringComparer.Ordinal).FirstOrDefault() is { } model)
                return SentencePieceFile.Read(model, FairseqIds(path));
            if (File.Exists(vocabulary))
                return VocabularyFile.Read(vocabulary, Configuration(path));
            throw new FileNotFoundException($"The folder {path} holds no tokenizer.json, *.model or vocab.txt. Copy one from where the model comes from.", json);
        }
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no tokenizer at {path}. Name a model folder, a tokenizer.json, a vocab.txt or a SentencePiece .model file.", path);
        return Path.GetExtension(path) switch
        {
            ".json" => TokenizerJson.Read(path),
            ".model" => SentencePieceFile.Read(path, FairseqIds(Path.GetDirectoryName(Path.GetFullPath(path))!)),
            _ => VocabularyFile.Read(path, Configuration(Path.GetDirectoryName(Path.GetFullPath(path))!)),
        };
    }

    private static JsonElement? Configuration(string folder)
    {
        string file = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(file))
            return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is not valid JSON: {e.Message}", e);
        }
    }

    // XLM-R and its relatives number the pieces of their SentencePiece model the way fairseq did; config.json says which they are.
    private static bool FairseqIds(string folder)
    {
        string file = Path.Combine(folder, "config.json");
        return File.Exists(file) && File.ReadAllText(file).Contains("xlm-roberta", StringComparison.OrdinalIgnoreCase);
    }
}
