namespace Recsys.MLNet.Text.Tokenization;

/// <summary>Byte pair encoding: the pair with the lowest merge rank is joined until none is left. Sennrich et al. 2016, §3.2.</summary>
internal sealed class BpeModel : ITokenModel
{
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _tokens;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Joined)> _merges;
    private readonly int _unknown;
    private readonly bool _wholeFirst, _fuseUnknown;
    private readonly string _suffix, _prefix;
    private readonly int[]? _bytes;

    public BpeModel(Dictionary<string, int> vocabulary, IReadOnlyList<(string Left, string Right)> merges, string? unknown = null, string? wordSuffix = null,
        string? insidePrefix = null, bool byteFallback = false, bool wholeFirst = false, bool fuseUnknown = false)
    {
        _vocabulary = vocabulary;
        _tokens = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        _unknown = unknown is null ? -1 : vocabulary.GetValueOrDefault(unknown, -1);
        (_suffix, _prefix, _wholeFirst, _fuseUnknown) = (wordSuffix ?? "", insidePrefix ?? "", wholeFirst, fuseUnknown);
        foreach (int id in vocabulary.Values)
            VocabularySize = Math.Max(VocabularySize, id + 1);
        _merges = new(merges.Count);
        for (int rank = 0; rank < merges.Count; rank++)
        {
            var (left, right) = merges[rank];
            string joined = left + (_prefix.Length > 0 && right.StartsWith(_prefix, StringComparison.Ordinal) ? right[_prefix.Length..] : right);
            if (!vocabulary.TryGetValue(left, out int l) || !vocabulary.TryGetValue(right, out int r) || !vocabulary.TryGetValue(joined, out int j))
                throw new InvalidDataException($"Merge {rank} joins '{left}' and '{right}', but the vocabulary lacks one of them or '{joined}'. The tokenizer file is damaged or its parts do not belong together.");
            _merges.TryAdd((l, r), (rank, j));
        }
        if (byteFallback)
        {
            var bytes = new int[256];
            for (int b = 0; b < 256; b++)
                bytes[b] = vocabulary.GetValueOrDefault($"<0x{b:X2}>", -1);
            _bytes = Array.IndexOf(bytes, -1) < 0 ? bytes : null;
        }
    }

    public int VocabularySize { get; }

    public int Find(string token) => _vocabulary.TryGetValue(token, out int id) ? id : -1;

    public void Tokenize(AlignedText piece, List<TextToken> into)
    {
        if (piece.Length == 0)
            return;
        if (_wholeFirst && _tokens.TryGetValue(piece.Chars, out int whole))
        {
            into.Add(new(whole, piece.StartOf(0), piece.EndOf(piece.Length - 1)));
            return;
        }
        var symbols = Symbols(piece);
        Merge(symbols);
        for (int i = 0; i >= 0 && i < symbols.Count; i = symbols[i].Next)
            into.Add(new(symbols[i].Id, symbols[i].Start, symbols[i].End));
    }

    private List<Symbol> Symbols(AlignedText piece)
    {
        var symbols = new List<Symbol>(piece.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < piece.Length;)
        {
            var rune = piece.RuneAt(i, out int used);
            int start = piece.StartOf(i), end = piece.EndOf(i + used - 1);
            bool last = i + used == piece.Length;
            if (FindSymbol(piece.Chars.Slice(i, used), i == 0, last, out int id))
            {
                Add(id, start, end);
            }
            else if (_bytes is not null)
            {
                int count = rune.EncodeToUtf8(utf8);
                foreach (byte b in utf8[..count])
                    Add(_bytes[b], start, end);
            }
            else if (_unknown >= 0)
            {
                if (_fuseUnknown && symbols.Count > 0 && symbols[^1].Id == _unknown)
                    symbols[^1] = symbols[^1] with { End = end };
                else
                    Add(_unknown, start, end);
            }
            i += used;
        }
        if (symbols.Count > 0)
            symbols[^1] = symbols[^1] with { Next = -1 };
        return symbols;

        void Add(int id, int start, int end) => symbols.Add(new(id, start, end, symbols.Count - 1, symbols.Count + 1));
    }

    private bool FindSymbol(ReadOnlySpan<char> symbol, bool first, bool last, out int id)
    {
        bool prefixed = !first && _prefix.Length > 0, suffixed = last && _suffix.Length > 0;
        if (!prefixed && !suffixed)
            return _tokens.TryGetValue(symbol, out id);
        return _vocabulary.TryGetValue((prefixed ? _prefix : "") + symbol.ToString() + (suffixed ? _suffix : ""), out id);
    }

    // A heap of candidate pairs over a linked list: O(n log n), so that a megabyte without blanks is no attack.
    private void Merge(List<Symbol> symbols)
    {
        var heap = new PriorityQueue<(int Left, int LeftId, int RightId, int Joined), (int Rank, int Place)>();
        for (int i = 0; i + 1 < symbols.Count; i++)
            Offer(i);
        while (heap.TryDequeue(out var pair, out _))
        {
            var left = symbols[pair.Left];
            // Entries are not removed when a neighbour changes; a stale one no longer names the two symbols it was made for.
            if (left.Id != pair.LeftId || left.Next < 0 || symbols[left.Next].Id != pair.RightId)
                continue;
            var right = symbols[left.Next];
            symbols[left.Next] = right with { Id = -1 };
            symbols[pair.Left] = left with { Id = pair.Joined, End = right.End, Next = right.Next };
            if (right.Next >= 0)
                symbols[right.Next] = symbols[right.Next] with { Previous = pair.Left };
            Offer(pair.Left);
            if (left.Previous >= 0)
                Offer(left.Previous);
        }

        void Offer(int at)
        {
            int next = symbols[at].Next;
            if (next >= 0 && next < symbols.Count && _merges.TryGetValue((symbols[at].Id, symbols[next].Id), out var merge))
                heap.Enqueue((at, symbols[at].Id, symbols[next].Id, merge.Joined), (merge.Rank, at));
        }
    }

    private readonly record struct Symbol(int Id, int Start, int End, int Previous, int Next);
}
