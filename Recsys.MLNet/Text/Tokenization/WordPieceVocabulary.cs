using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Text.Tokenization;

/// <summary>A WordPiece vocabulary counted from texts of any language, and the <c>tokenizer.json</c> that carries it.</summary>
/// <remarks>
/// Characters first, so that no word of the texts is unknown; then whole words, and beginnings and endings shared by several
/// words, by how often they occur. Text is cleaned, lower-cased and freed of accents as BERT does; Chinese characters stand alone.
/// </remarks>
public sealed class WordPieceVocabulary
{
    private const int LongestPart = 10;
    private static readonly string[] SpecialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
    private static readonly BertNormalizer Normalizer = new(cleanText: true, handleChinese: true, stripAccents: true, lowercase: true);

    private WordPieceVocabulary(IReadOnlyList<string> tokens) => Tokens = tokens;

    /// <summary>Tokens by number; the first four are padding, unknown, begin and end.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>A vocabulary that was counted before.</summary>
    internal static WordPieceVocabulary Of(IReadOnlyList<string> tokens) => new(tokens);

    /// <summary>Counts a vocabulary.</summary>
    /// <param name="texts">The texts it is for.</param>
    /// <param name="size">At most so many tokens; at least 16.</param>
    public static WordPieceVocabulary Learn(IEnumerable<string> texts, int size)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (size < 16)
            throw new ArgumentException($"size is {size}; a vocabulary needs at least 16 tokens, usually ten thousand or more.");
        var words = CountWords(texts);
        var tokens = new List<string>(SpecialTokens);
        var known = new HashSet<string>(SpecialTokens, StringComparer.Ordinal);
        AddMostFrequent(CountCharacters(words), size / 2);
        AddMostFrequent(CountParts(words), size);
        return new(tokens);

        void AddMostFrequent(Dictionary<string, long> counts, int limit)
        {
            foreach (var (token, _) in counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal))
            {
                if (tokens.Count >= limit)
                    return;
                if (known.Add(token))
                    tokens.Add(token);
            }
        }
    }

    /// <summary>The tokenizer of this vocabulary.</summary>
    public TextTokenizer ToTokenizer()
    {
        using var document = JsonDocument.Parse(ToJson().ToJsonString());
        return TokenizerJson.Read(document.RootElement);
    }

    /// <summary>Writes <c>tokenizer.json</c>, aside and renamed.</summary>
    public void Save(string file)
    {
        var format = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };
        AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(ToJson().ToJsonString(format))));
    }

    private JsonObject ToJson()
    {
        JsonObject Piece(string token) => new() { ["SpecialToken"] = new JsonObject { ["id"] = token, ["type_id"] = 0 } };
        JsonObject Sequence(string id, int type) => new() { ["Sequence"] = new JsonObject { ["id"] = id, ["type_id"] = type } };
        JsonObject Special(string token) => new() { ["id"] = token, ["ids"] = new JsonArray(Array.IndexOf(SpecialTokens, token)), ["tokens"] = new JsonArray(token) };
        var end = Piece("[SEP]");
        end["SpecialToken"]!["type_id"] = 1;
        return new()
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. SpecialTokens.Select((t, i) => (JsonNode)new JsonObject
            {
                ["id"] = i, ["content"] = t, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
            })]),
            ["normalizer"] = new JsonObject { ["type"] = "BertNormalizer", ["clean_text"] = true, ["handle_chinese_chars"] = true, ["strip_accents"] = true, ["lowercase"] = true },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = new JsonObject
            {
                ["type"] = "TemplateProcessing",
                ["single"] = new JsonArray(Piece("[CLS]"), Sequence("A", 0), Piece("[SEP]")),
                ["pair"] = new JsonArray(Piece("[CLS]"), Sequence("A", 0), Piece("[SEP]"), Sequence("B", 1), end),
                ["special_tokens"] = new JsonObject { ["[CLS]"] = Special("[CLS]"), ["[SEP]"] = Special("[SEP]") },
            },
            ["decoder"] = null,
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = "[UNK]",
                ["continuing_subword_prefix"] = "##",
                ["max_input_chars_per_word"] = 100,
                ["vocab"] = new JsonObject(Tokens.Select((t, i) => KeyValuePair.Create(t, (JsonNode?)i))),
            },
        };
    }

    private static Dictionary<string, long> CountWords(IEnumerable<string> texts)
    {
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        var cut = new BertPreTokenizer();
        var pieces = new List<AlignedText>();
        foreach (string text in texts)
        {
            pieces.Clear();
            cut.Split(Normalizer.Apply(AlignedText.From(text)), first: true, pieces);
            foreach (var piece in pieces)
                Count(words, piece.ToString(), 1);
        }
        return words;
    }

    private static Dictionary<string, long> CountCharacters(Dictionary<string, long> words)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (word, times) in words)
        {
            bool first = true;
            foreach (var rune in word.EnumerateRunes())
            {
                Count(counts, first ? rune.ToString() : "##" + rune, times);
                first = false;
            }
        }
        return counts;
    }

    // A part of one word only is no part: it would take a place and never generalise.
    private static Dictionary<string, long> CountParts(Dictionary<string, long> words)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (word, times) in words)
        {
            if (times > 1)
                counts[word] = counts.GetValueOrDefault(word) + 4 * times; // a whole word says more than its parts
            for (int length = 2; length < Math.Min(word.Length, LongestPart); length++)
            {
                if (!char.IsHighSurrogate(word[length - 1]))
                    Part(word[..length], times);
                if (!char.IsLowSurrogate(word[^length]))
                    Part("##" + word[^length..], times);
            }
        }
        foreach (var (part, owned) in owners)
            if (owned < 3 && counts.TryGetValue(part, out long count) && !(words.TryGetValue(part, out long whole) && whole > 1))
                counts.Remove(part);
        return counts;

        void Part(string part, long times)
        {
            counts[part] = counts.GetValueOrDefault(part) + times;
            owners[part] = owners.GetValueOrDefault(part) + 1;
        }
    }

    private static void Count(Dictionary<string, long> counts, string key, long times) => counts[key] = counts.GetValueOrDefault(key) + times;
}
