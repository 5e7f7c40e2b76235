using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Recsys.MLNet.Text.Tokenization;

/// <summary>Cuts by a pattern.</summary>
/// <remarks>
/// The runtime's patterns see UTF-16 units, where a character beyond U+FFFF has no letter class. The pattern therefore runs on a
/// shadow of the text in which each such character is one stand-in unit of the same general category.
/// </remarks>
internal sealed class RegexPreTokenizer(Regex pattern, RegexPreTokenizer.Behavior behavior, bool invert) : IPreTokenizer
{
    /// <summary>What becomes of the matched parts.</summary>
    public enum Behavior
    {
        /// <summary>They vanish.</summary>
        Removed,

        /// <summary>Each is a piece.</summary>
        Isolated,

        /// <summary>Each ends the piece before it.</summary>
        MergedWithPrevious,

        /// <summary>Each begins the piece after it.</summary>
        MergedWithNext,
    }

    public void Split(AlignedText piece, bool first, List<AlignedText> into)
    {
        if (piece.Length == 0)
            return;
        string shadow = Shadow(piece, out var unitOf);
        var cuts = new List<(int From, int To, bool Matched)>();
        int at = 0;
        foreach (var match in pattern.EnumerateMatches(shadow))
        {
            if (match.Length == 0)
                continue;
            if (match.Index > at)
                cuts.Add((at, match.Index, invert));
            cuts.Add((match.Index, match.Index + match.Length, !invert));
            at = match.Index + match.Length;
        }
        if (at < shadow.Length)
            cuts.Add((at, shadow.Length, invert));
        int open = -1;
        for (int i = 0; i < cuts.Count; i++)
        {
            var (from, to, matched) = cuts[i];
            switch (behavior)
            {
                case Behavior.Removed when matched:
                    break;
                case Behavior.MergedWithPrevious when !matched && i + 1 < cuts.Count && cuts[i + 1].Matched:
                    Emit(from, cuts[++i].To);
                    break;
                case Behavior.MergedWithNext when matched:
                    if (open >= 0)
                        Emit(open, from);
                    open = from;
                    break;
                case Behavior.MergedWithNext when open >= 0:
                    Emit(open, to);
                    open = -1;
                    break;
                default:
                    Emit(from, to);
                    break;
            }
        }
        if (open >= 0)
            Emit(open, shadow.Length);

        void Emit(int from, int to) => into.Add(piece.Slice(unitOf[from], unitOf[to]));
    }

    private static string Shadow(AlignedText text, out int[] unitOf)
    {
        var shadow = new StringBuilder(text.Length);
        unitOf = new int[text.Length + 1];
        for (int i = 0; i < text.Length;)
        {
            var rune = text.RuneAt(i, out int used);
            unitOf[shadow.Length] = i;
            shadow.Append(rune.IsBmp ? (char)rune.Value : StandIn(Rune.GetUnicodeCategory(rune)));
            i += used;
        }
        unitOf[shadow.Length] = text.Length;
        return shadow.ToString();
    }

    private static char StandIn(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => 'Ω',
        UnicodeCategory.LowercaseLetter => 'ω',
        UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.TitlecaseLetter => '\u4E00',
        UnicodeCategory.DecimalDigitNumber => '\u0660',
        UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => '²',
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => '\u0301',
        UnicodeCategory.Format => '\u200D',
        UnicodeCategory.DashPunctuation or UnicodeCategory.OtherPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
            or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation => '\u3001',
        _ => '\u2603', // a symbol
    };
}
