namespace Recsys.MLNet.Text.Tokenization;

/// <summary>Turns text into the token numbers an encoder was trained with.</summary>
/// <remarks>
/// WordPiece (BERT, MiniLM, BGE, E5, Chinese BERT), Unigram (XLM-R, multilingual E5, BGE-M3) and byte-level or SentencePiece BPE
/// (Qwen, GPT-like, Llama-like), read from <c>tokenizer.json</c>, <c>vocab.txt</c> or a SentencePiece <c>.model</c> file.
/// Immutable after opening and safe for many threads at once. Lone surrogates count as U+FFFD.
/// </remarks>
public sealed class TextTokenizer
{
    private readonly INormalizer? _normalizer;
    private readonly IPreTokenizer? _preTokenizer;
    private readonly ITokenModel _model;
    private readonly PostTemplate _template;
    private readonly AddedTokenCut _raw, _normalized;
    private readonly Dictionary<string, int> _added;

    internal TextTokenizer(INormalizer? normalizer, IPreTokenizer? preTokenizer, ITokenModel model, PostTemplate template, IReadOnlyList<AddedToken> added, string? padToken)
    {
        (_normalizer, _preTokenizer, _model, _template) = (normalizer, preTokenizer, model, template);
        _raw = new(added.Where(t => !t.Normalized));
        _normalized = new(added.Where(t => t.Normalized));
        _added = new(StringComparer.Ordinal);
        VocabularySize = model.VocabularySize;
        foreach (var token in added)
        {
            _added[token.Content] = token.Id;
            VocabularySize = Math.Max(VocabularySize, token.Id + 1);
        }
        PadId = Math.Max(0, padToken is null ? -1 : Find(padToken));
    }

    /// <summary>One more than the highest token number: what an encoder's embedding table must hold.</summary>
    public int VocabularySize { get; }

    /// <summary>Number of the padding token; 0 where the file names none.</summary>
    public int PadId { get; }

    /// <summary>Opens the tokenizer of a model folder, or a single file.</summary>
    /// <param name="path">A folder with <c>tokenizer.json</c>, <c>vocab.txt</c> or a <c>.model</c> file, or one of these files.</param>
    /// <exception cref="FileNotFoundException">None of the files is there.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or asks for something unknown.</exception>
    public static TextTokenizer Open(string path) => TokenizerFiles.Open(path);

    /// <summary>Number of a token, or −1.</summary>
    public int Find(string token) => _added.TryGetValue(token, out int id) ? id : _model.Find(token);

    /// <summary>Number of tokens that special tokens take.</summary>
    /// <param name="pair">For two texts instead of one.</param>
    public int SpecialTokens(bool pair = false) => _template.Added(pair);

    /// <summary>Encodes one text, or two for a cross-encoder.</summary>
    /// <param name="text">Any text, also empty.</param>
    /// <param name="pair">The second text, or null.</param>
    /// <param name="maxTokens">At most so many tokens, special ones included; the longer text is cut first. At least <see cref="SpecialTokens"/>.</param>
    /// <param name="specialTokens">Whether to add the special tokens of the model.</param>
    public EncodedText Encode(string text, string? pair = null, int maxTokens = 512, bool specialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        int added = specialTokens ? _template.Added(pair is not null) : 0;
        if (maxTokens < added)
            throw new ArgumentException($"maxTokens is {maxTokens}; the special tokens alone take {added}. Allow more tokens.");
        int room = maxTokens - added;
        bool truncated = text.Length > Bound(room) || pair?.Length > Bound(room);
        var first = Tokens(text, room);
        var second = pair is null ? [] : Tokens(pair, room);
        truncated |= Fit(first, second, room);
        return Assemble(first, second, pair is not null, specialTokens, truncated);
    }

    // A megabyte of text is cut before it is normalised: what lies beyond maxTokens could not be kept, and only runs of blanks
    // pack more than so many units into one token.
    private static long Bound(int room) => 1024 + 256L * room;

    private List<TextToken> Tokens(string text, int room)
    {
        var span = text.AsSpan(0, (int)Math.Min(text.Length, Bound(room)));
        var tokens = new List<TextToken>();
        bool begun = false;
        _raw.Cut(AlignedText.From(span), (stretch, token) =>
        {
            if (token is not null)
            {
                tokens.Add(new(token.Id, stretch.StartOf(0), stretch.EndOf(stretch.Length - 1)));
                begun = true;
                return;
            }
            var normalized = _normalizer?.Apply(stretch) ?? stretch;
            _normalized.Cut(normalized, (part, inner) =>
            {
                if (inner is not null)
                {
                    tokens.Add(new(inner.Id, part.StartOf(0), part.EndOf(part.Length - 1)));
                    begun = true;
                    return;
                }
                Model(part, !begun, tokens);
                begun |= part.Length > 0;
            });
        });
        return tokens;
    }

    private void Model(AlignedText part, bool first, List<TextToken> tokens)
    {
        if (_preTokenizer is null)
        {
            _model.Tokenize(part, tokens);
            return;
        }
        var pieces = new List<AlignedText>();
        _preTokenizer.Split(part, first, pieces);
        foreach (var piece in pieces)
            _model.Tokenize(piece, tokens);
    }

    private static bool Fit(List<TextToken> first, List<TextToken> second, int room)
    {
        if (first.Count + second.Count <= room)
            return false;
        // The longer gives way until both are equal, then both.
        int a = first.Count, b = second.Count, over = a + b - room;
        int fromLonger = Math.Min(over, Math.Abs(a - b));
        if (a > b)
            a -= fromLonger;
        else
            b -= fromLonger;
        over -= fromLonger;
        a -= over / 2;
        b -= over - over / 2;
        first.RemoveRange(a, first.Count - a);
        second.RemoveRange(b, second.Count - b);
        return true;
    }

    private EncodedText Assemble(List<TextToken> first, List<TextToken> second, bool isPair, bool specialTokens, bool truncated)
    {
        var pieces = (specialTokens ? _template : PostTemplate.None) is var template && isPair ? template.Pair : template.Single;
        int length = first.Count + second.Count + (specialTokens ? _template.Added(isPair) : 0);
        var (ids, types, offsets) = (new int[length], new int[length], new TextRange[length]);
        int at = 0;
        foreach (var piece in pieces)
        {
            foreach (int id in piece.Ids)
                (ids[at], types[at++]) = (id, piece.Type);
            if (piece.Text < 0)
                continue;
            foreach (var token in piece.Text == 0 ? first : second)
                (ids[at], types[at], offsets[at++]) = (token.Id, piece.Type, new(token.Start, token.End));
        }
        return new(ids, types, offsets, truncated);
    }
}
