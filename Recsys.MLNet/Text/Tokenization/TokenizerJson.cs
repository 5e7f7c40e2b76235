using System.Text.Json;
using System.Text.RegularExpressions;
using Recsys.MLNet.Text.Unicode;

namespace Recsys.MLNet.Text.Tokenization;

/// <summary>Reads the <c>tokenizer.json</c> of the Hugging Face tokenizers library.</summary>
internal static class TokenizerJson
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(10);

    public static TextTokenizer Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or InvalidDataException or RegexParseException or OverflowException)
        {
            throw new InvalidDataException($"{file} cannot be used: {e.Message}", e);
        }
    }

    public static TextTokenizer Read(JsonElement root)
    {
        var model = Model(root.GetProperty("model"));
        var added = new List<AddedToken>();
        if (root.TryGetProperty("added_tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Array)
            foreach (var t in tokens.EnumerateArray())
                added.Add(new(Text(t, "content") ?? "", t.GetProperty("id").GetInt32(), Flag(t, "single_word"), Flag(t, "lstrip"), Flag(t, "rstrip"), Flag(t, "normalized"), Flag(t, "special")));
        int Find(string token) => added.Find(a => a.Content == token)?.Id ?? model.Find(token);
        var template = Optional(root, "post_processor") is { } post ? Template(post, Find) : null;
        string? pad = Optional(root, "padding") is { } padding ? Text(padding, "pad_token") : null;
        pad ??= new[] { "[PAD]", "<pad>", "<|endoftext|>" }.FirstOrDefault(p => Find(p) >= 0);
        return new(Optional(root, "normalizer") is { } n ? Normalizer(n) : null, Optional(root, "pre_tokenizer") is { } p ? PreTokenizer(p) : null, model, template ?? PostTemplate.None, added, pad);
    }

    private static ITokenModel Model(JsonElement model)
    {
        // Old files leave the type out; what the model holds tells.
        string type = Text(model, "type") ?? (model.TryGetProperty("merges", out _) ? "BPE" : model.GetProperty("vocab").ValueKind == JsonValueKind.Array ? "Unigram" : "WordPiece");
        switch (type)
        {
            case "WordPiece":
                return new WordPieceModel(Vocabulary(model), Text(model, "unk_token") ?? "[UNK]", Text(model, "continuing_subword_prefix") ?? "##", Optional(model, "max_input_chars_per_word")?.GetInt32() ?? 100);
            case "Unigram":
                var pieces = model.GetProperty("vocab").EnumerateArray().Select(p => (p[0].GetString() ?? "", p[1].GetDouble())).ToList();
                int unknown = Optional(model, "unk_id")?.GetInt32() ?? 0;
                return new UnigramModel(pieces, unknown, Flag(model, "byte_fallback"));
            case "BPE":
                return new BpeModel(Vocabulary(model), [.. model.GetProperty("merges").EnumerateArray().Select(Merge)], Text(model, "unk_token"), Text(model, "end_of_word_suffix"),
                    Text(model, "continuing_subword_prefix"), Flag(model, "byte_fallback"), Flag(model, "ignore_merges"), Flag(model, "fuse_unk"));
            default:
                throw new InvalidDataException($"the model is '{type}'; this build reads WordPiece, Unigram and BPE.");
        }
    }

    private static (string, string) Merge(JsonElement merge)
    {
        if (merge.ValueKind == JsonValueKind.Array)
            return (merge[0].GetString()!, merge[1].GetString()!);
        string text = merge.GetString()!;
        int blank = text.IndexOf(' ', StringComparison.Ordinal);
        return blank > 0 ? (text[..blank], text[(blank + 1)..]) : throw new InvalidDataException($"the merge '{text}' does not name two parts.");
    }

    private static Dictionary<string, int> Vocabulary(JsonElement model)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in model.GetProperty("vocab").EnumerateObject())
            vocabulary[entry.Name] = entry.Value.GetInt32() is var id && id >= 0 ? id : throw new InvalidDataException($"the token '{entry.Name}' has number {id}; expected 0 or more.");
        return vocabulary;
    }

    private static INormalizer Normalizer(JsonElement n) => Text(n, "type") switch
    {
        "Sequence" => new NormalizerSequence([.. n.GetProperty("normalizers").EnumerateArray().Select(Normalizer)]),
        "BertNormalizer" => new BertNormalizer(Flag(n, "clean_text", true), Flag(n, "handle_chinese_chars", true), Optional(n, "strip_accents")?.GetBoolean() ?? Flag(n, "lowercase", true), Flag(n, "lowercase", true)),
        "NFC" => new UnicodeFormNormalizer(UnicodeForm.Nfc),
        "NFD" => new UnicodeFormNormalizer(UnicodeForm.Nfd),
        "NFKC" => new UnicodeFormNormalizer(UnicodeForm.Nfkc),
        "NFKD" => new UnicodeFormNormalizer(UnicodeForm.Nfkd),
        "Lowercase" => new LowercaseNormalizer(),
        "StripAccents" => new StripAccentsNormalizer(),
        "Strip" => new StripNormalizer(Flag(n, "strip_left", true), Flag(n, "strip_right", true)),
        "Prepend" => new PrependNormalizer(Text(n, "prepend") ?? ""),
        "Replace" => new ReplaceNormalizer(Pattern(n), Text(n, "content") ?? ""),
        "Precompiled" => new PrecompiledNormalizer(Convert.FromBase64String(Text(n, "precompiled_charsmap") ?? "")),
        "Nmt" => new BertNormalizer(cleanText: true, handleChinese: false, stripAccents: false, lowercase: false),
        var other => throw new InvalidDataException($"the normalizer '{other}' is not known here."),
    };

    private static IPreTokenizer PreTokenizer(JsonElement p) => Text(p, "type") switch
    {
        "Sequence" => new PreTokenizerSequence([.. p.GetProperty("pretokenizers").EnumerateArray().Select(PreTokenizer)]),
        "BertPreTokenizer" => new BertPreTokenizer(),
        "Whitespace" => new WordPreTokenizer(),
        "WhitespaceSplit" => new BlankPreTokenizer(),
        "Punctuation" => new PunctuationPreTokenizer(),
        "Digits" => new DigitsPreTokenizer(Flag(p, "individual_digits")),
        "ByteLevel" => new ByteLevelPreTokenizer(Flag(p, "add_prefix_space", true), Flag(p, "use_regex", true)),
        "Metaspace" => new MetaspacePreTokenizer((Text(p, "replacement") ?? "▁")[0], Prepend(p), Flag(p, "split", true)),
        "Split" => new RegexPreTokenizer(Pattern(p), Text(p, "behavior") switch
        {
            "Removed" => RegexPreTokenizer.Behavior.Removed,
            "MergedWithPrevious" => RegexPreTokenizer.Behavior.MergedWithPrevious,
            "MergedWithNext" => RegexPreTokenizer.Behavior.MergedWithNext,
            _ => RegexPreTokenizer.Behavior.Isolated,
        }, Flag(p, "invert")),
        var other => throw new InvalidDataException($"the pre-tokenizer '{other}' is not known here."),
    };

    private static MetaspacePreTokenizer.Prepend Prepend(JsonElement p) => Text(p, "prepend_scheme") switch
    {
        "never" => MetaspacePreTokenizer.Prepend.Never,
        "first" => MetaspacePreTokenizer.Prepend.First,
        "always" => MetaspacePreTokenizer.Prepend.Always,
        _ => Flag(p, "add_prefix_space", true) ? MetaspacePreTokenizer.Prepend.Always : MetaspacePreTokenizer.Prepend.Never,
    };

    private static Regex Pattern(JsonElement owner)
    {
        var pattern = owner.GetProperty("pattern");
        string text = Text(pattern, "Regex") ?? Regex.Escape(Text(pattern, "String") ?? throw new InvalidDataException("a pattern holds neither 'Regex' nor 'String'."));
        return new(text, RegexOptions.CultureInvariant, PatternTimeout);
    }

    private static PostTemplate? Template(JsonElement post, Func<string, int> find)
    {
        switch (Text(post, "type"))
        {
            case "TemplateProcessing":
                var special = post.GetProperty("special_tokens").EnumerateObject().ToDictionary(t => t.Name, t => (IReadOnlyList<int>)[.. t.Value.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32())]);
                return new(Pieces(post.GetProperty("single"), special), Pieces(post.GetProperty("pair"), special));
            case "BertProcessing":
                return PostTemplate.Around(post.GetProperty("cls")[1].GetInt32(), post.GetProperty("sep")[1].GetInt32(), doubleMiddle: false, secondType: 1);
            case "RobertaProcessing":
                return PostTemplate.Around(post.GetProperty("cls")[1].GetInt32(), post.GetProperty("sep")[1].GetInt32(), doubleMiddle: true, secondType: 0);
            case "Sequence":
                return post.GetProperty("processors").EnumerateArray().Select(p => Template(p, find)).LastOrDefault(t => t is not null);
            case "ByteLevel":
                return null; // it only trims offsets
            case var other:
                throw new InvalidDataException($"the post-processor '{other}' is not known here.");
        }
    }

    private static List<PostTemplate.Piece> Pieces(JsonElement template, Dictionary<string, IReadOnlyList<int>> special)
    {
        var pieces = new List<PostTemplate.Piece>();
        foreach (var piece in template.EnumerateArray())
        {
            if (piece.TryGetProperty("Sequence", out var sequence))
                pieces.Add(new(Text(sequence, "id") == "B" ? 1 : 0, [], sequence.GetProperty("type_id").GetInt32()));
            else if (piece.TryGetProperty("SpecialToken", out var token))
                pieces.Add(new(-1, special[Text(token, "id")!], token.GetProperty("type_id").GetInt32()));
        }
        return pieces;
    }

    private static JsonElement? Optional(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    private static string? Text(JsonElement owner, string name) => Optional(owner, name)?.GetString();

    private static bool Flag(JsonElement owner, string name, bool usual = false) => Optional(owner, name)?.GetBoolean() ?? usual;
}
