using System.Text.Json;

namespace Recsys.MLNet.Text.Tokenization;

/// <summary>BERT's <c>vocab.txt</c>: one token a line, its number the line's.</summary>
internal static class VocabularyFile
{
    public static TextTokenizer Read(string file, JsonElement? configuration)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        int line = 0;
        foreach (string token in File.ReadLines(file))
            vocabulary.TryAdd(token, line++);
        bool lowercase = Flag(configuration, "do_lower_case", true);
        bool stripAccents = Flag(configuration, "strip_accents", lowercase);
        string Token(string key, string usual)
        {
            string token = configuration is { ValueKind: JsonValueKind.Object } c && c.TryGetProperty(key, out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : usual;
            return vocabulary.ContainsKey(token) ? token : throw new InvalidDataException($"{file} lacks the token '{token}' among its {vocabulary.Count} lines; expected a WordPiece vocabulary with {usual}.");
        }
        var (unknown, begin, end, pad) = (Token("unk_token", "[UNK]"), Token("cls_token", "[CLS]"), Token("sep_token", "[SEP]"), Token("pad_token", "[PAD]"));
        var special = new[] { unknown, begin, end, pad, "[MASK]" }.Where(vocabulary.ContainsKey).Distinct()
            .Select(t => new AddedToken(t, vocabulary[t], false, false, false, Normalized: false, Special: true)).ToList();
        return new(new BertNormalizer(cleanText: true, Flag(configuration, "tokenize_chinese_chars", true), stripAccents, lowercase), new BertPreTokenizer(),
            new WordPieceModel(vocabulary, unknown), PostTemplate.Around(vocabulary[begin], vocabulary[end], doubleMiddle: false, secondType: 1), special, pad);
    }

    private static bool Flag(JsonElement? configuration, string key, bool usual) =>
        configuration is { ValueKind: JsonValueKind.Object } c && c.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : usual;
}
