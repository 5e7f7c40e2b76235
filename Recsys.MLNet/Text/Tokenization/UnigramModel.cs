namespace Recsys.MLNet.Text.Tokenization;

/// <summary>The segmentation with the highest sum of log probabilities, by Viterbi. Kudo 2018, "Subword regularization", §3.2.</summary>
internal sealed class UnigramModel : ITokenModel
{
    private const double UnknownPenalty = 10;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _pieces;
    private readonly double[] _scores;
    private readonly int _unknown, _longest;
    private readonly double _unknownScore;
    private readonly int[]? _bytes;

    /// <param name="pieces">Text and log probability by token number; NaN marks a token that text never matches (control, unused).</param>
    /// <param name="unknown">Number of the unknown token.</param>
    /// <param name="byteFallback">Whether unknown characters become tokens &lt;0x00&gt;..&lt;0xFF&gt;.</param>
    public UnigramModel(IReadOnlyList<(string Text, double Score)> pieces, int unknown, bool byteFallback = false)
    {
        if ((uint)unknown >= (uint)pieces.Count)
            throw new InvalidDataException($"The unknown token has number {unknown} in a vocabulary of {pieces.Count}. The tokenizer file is damaged.");
        _scores = new double[pieces.Count];
        double lowest = double.PositiveInfinity;
        for (int i = 0; i < pieces.Count; i++)
        {
            var (text, score) = pieces[i];
            _scores[i] = score;
            _numbers.TryAdd(text, i);
            if (double.IsNaN(score))
                continue;
            _longest = Math.Max(_longest, text.Length);
            lowest = Math.Min(lowest, score);
        }
        _unknown = unknown;
        _unknownScore = lowest - UnknownPenalty;
        _pieces = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        if (byteFallback)
        {
            var bytes = new int[256];
            for (int b = 0; b < 256; b++)
                bytes[b] = _numbers.GetValueOrDefault($"<0x{b:X2}>", -1);
            _bytes = Array.IndexOf(bytes, -1) < 0 ? bytes : null;
        }
    }

    public int VocabularySize => _scores.Length;

    public int Find(string token) => _numbers.TryGetValue(token, out int id) ? id : -1;

    public void Tokenize(AlignedText piece, List<TextToken> into)
    {
        int n = piece.Length;
        if (n == 0)
            return;
        // best[i]: the best way to reach unit i; from[i] and id[i]: its last piece.
        var best = new double[n + 1];
        var from = new int[n + 1];
        var id = new int[n + 1];
        best.AsSpan(1).Fill(double.NegativeInfinity);
        var chars = piece.Chars;
        for (int i = 0; i < n;)
        {
            piece.RuneAt(i, out int used);
            bool single = false;
            int longest = Math.Min(_longest, n - i);
            for (int length = used; length <= longest; length++)
            {
                if (!_pieces.TryGetValue(chars.Slice(i, length), out int number) || double.IsNaN(_scores[number]) || number == _unknown)
                    continue;
                single |= length == used;
                Relax(i, i + length, best[i] + _scores[number], number);
            }
            if (!single)
                Relax(i, i + used, best[i] + _unknownScore, _unknown);
            i += used;
        }
        Backtrack(piece, from, id, into);

        void Relax(int start, int end, double score, int number)
        {
            if (score > best[end])
                (best[end], from[end], id[end]) = (score, start, number);
        }
    }

    private void Backtrack(AlignedText piece, int[] from, int[] id, List<TextToken> into)
    {
        int begin = into.Count;
        for (int end = piece.Length; end > 0; end = from[end])
        {
            // Neighbouring unknown characters are one unknown token, as SentencePiece has it.
            if (id[end] == _unknown && _bytes is null && into.Count > begin && into[^1].Id == _unknown)
                into[^1] = new(_unknown, piece.StartOf(from[end]), into[^1].End);
            else if (id[end] == _unknown && _bytes is not null)
                AddBytes(piece, from[end], end, into);
            else
                into.Add(new(id[end], piece.StartOf(from[end]), piece.EndOf(end - 1)));
        }
        into.Reverse(begin, into.Count - begin);
    }

    private void AddBytes(AlignedText piece, int from, int end, List<TextToken> into)
    {
        Span<byte> utf8 = stackalloc byte[4];
        int count = piece.RuneAt(from, out _).EncodeToUtf8(utf8);
        for (int b = count - 1; b >= 0; b--)
            into.Add(new(_bytes![utf8[b]], piece.StartOf(from), piece.EndOf(end - 1)));
    }
}
