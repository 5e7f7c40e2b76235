namespace Recsys.MLNet.Text.Tokenization;

/// <summary>Greedy longest match from the left; pieces inside a word carry a prefix. Wu et al. 2016, §4.1; Devlin et al. 2019.</summary>
internal sealed class WordPieceModel : ITokenModel
{
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _starts;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _continuations;
    private readonly int _unknown, _maxCharsPerWord, _longest;

    public WordPieceModel(Dictionary<string, int> vocabulary, string unknown = "[UNK]", string prefix = "##", int maxCharsPerWord = 100)
    {
        if (!vocabulary.TryGetValue(unknown, out _unknown))
            throw new InvalidDataException($"The vocabulary of {vocabulary.Count} tokens lacks the unknown token '{unknown}'. It is not a WordPiece vocabulary, or damaged.");
        _vocabulary = vocabulary;
        _maxCharsPerWord = maxCharsPerWord;
        var continuations = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (token, id) in vocabulary)
        {
            if (token.Length > prefix.Length && token.StartsWith(prefix, StringComparison.Ordinal))
                continuations.TryAdd(token[prefix.Length..], id);
            _longest = Math.Max(_longest, token.Length);
            VocabularySize = Math.Max(VocabularySize, id + 1);
        }
        _starts = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        _continuations = continuations.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int VocabularySize { get; }

    public int Find(string token) => _vocabulary.TryGetValue(token, out int id) ? id : -1;

    public void Tokenize(AlignedText piece, List<TextToken> into)
    {
        if (piece.Length == 0)
            return;
        int begin = into.Count;
        if (RuneCount(piece) > _maxCharsPerWord || !Match(piece, into))
        {
            into.RemoveRange(begin, into.Count - begin);
            into.Add(new(_unknown, piece.StartOf(0), piece.EndOf(piece.Length - 1)));
        }
    }

    private bool Match(AlignedText piece, List<TextToken> into)
    {
        for (int from = 0; from < piece.Length;)
        {
            var lookup = from == 0 ? _starts : _continuations;
            int to = Math.Min(piece.Length, from + _longest), id = -1;
            for (; to > from; to--)
                if (lookup.TryGetValue(piece.Chars[from..to], out id))
                    break;
            if (to == from)
                return false;
            into.Add(new(id, piece.StartOf(from), piece.EndOf(to - 1)));
            from = to;
        }
        return true;
    }

    private static int RuneCount(AlignedText piece)
    {
        int count = 0;
        foreach (char c in piece.Chars)
            if (!char.IsLowSurrogate(c))
                count++;
        return count;
    }
}
