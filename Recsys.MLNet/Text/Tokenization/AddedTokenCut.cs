using System.Text.RegularExpressions;

namespace Recsys.MLNet.Text.Tokenization;

/// <summary>Finds added tokens in a text; the longest wins at each place.</summary>
internal sealed class AddedTokenCut
{
    private readonly Regex? _pattern;
    private readonly Dictionary<string, AddedToken> _tokens = new(StringComparer.Ordinal);

    public AddedTokenCut(IEnumerable<AddedToken> tokens)
    {
        foreach (var token in tokens)
            if (token.Content.Length > 0)
                _tokens[token.Content] = token;
        if (_tokens.Count > 0)
            _pattern = new Regex(string.Join('|', _tokens.Keys.OrderByDescending(k => k.Length).ThenBy(k => k, StringComparer.Ordinal).Select(Regex.Escape)), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    /// <summary>Cuts a text into stretches (token null) and added tokens.</summary>
    public void Cut(AlignedText text, Action<AlignedText, AddedToken?> emit)
    {
        int at = 0;
        if (_pattern is not null)
        {
            foreach (var match in _pattern.EnumerateMatches(text.Chars))
            {
                var token = _tokens[text.Chars.Slice(match.Index, match.Length).ToString()];
                int from = match.Index, to = match.Index + match.Length;
                if (from < at || (token.SingleWord && (IsWord(text, from - 1) || IsWord(text, to))))
                    continue;
                while (token.StripLeft && from > at && char.IsWhiteSpace(text.Chars[from - 1]))
                    from--;
                while (token.StripRight && to < text.Length && char.IsWhiteSpace(text.Chars[to]))
                    to++;
                if (from > at)
                    emit(text.Slice(at, from), null);
                emit(text.Slice(match.Index, match.Index + match.Length), token);
                at = to;
            }
        }
        if (at == 0)
            emit(text, null);
        else if (at < text.Length)
            emit(text.Slice(at, text.Length), null);
    }

    private static bool IsWord(AlignedText text, int i) => i >= 0 && i < text.Length && (char.IsLetterOrDigit(text.Chars[i]) || text.Chars[i] == '_');
}
