using System.Globalization;
using System.Text;

namespace Recsys.MLNet.Models;

/// <summary>Cuts text of any language into terms: words where a script has them, pairs of neighbouring characters where it has not.</summary>
/// <remarks>
/// Letters, digits and marks make words, in lower case. Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese are written
/// without blanks or with endings grown together; there every two neighbours are a term, and a lone character is one by itself.
/// Full-width Latin counts as Latin.
/// </remarks>
internal static class TextTerms
{
    /// <summary>Calls <paramref name="add"/> with each term, in order, repeated ones included.</summary>
    public static void Split(string text, Action<string> add)
    {
        var word = new StringBuilder();
        Rune previous = default;
        bool inPairs = false, paired = false;
        void EndWord()
        {
            if (word.Length > 0)
                add(word.ToString());
            word.Clear();
        }
        void EndPairs()
        {
            if (inPairs && !paired)
                add(previous.ToString());
            inPairs = paired = false;
        }
        foreach (var raw in text.EnumerateRunes())
        {
            var rune = Fold(raw);
            if (!IsTerm(rune))
            {
                EndWord();
                EndPairs();
            }
            else if (IsWrittenWithoutBlanks(rune.Value))
            {
                EndWord();
                if (inPairs)
                {
                    add(previous.ToString() + rune.ToString());
                    paired = true;
                }
                inPairs = true;
                previous = rune;
            }
            else
            {
                EndPairs();
                word.Append(rune.ToString());
            }
        }
        EndWord();
        EndPairs();
    }

    private static Rune Fold(Rune rune)
    {
        if (rune.Value is >= 0xFF01 and <= 0xFF5E)
            rune = new Rune(rune.Value - 0xFEE0);
        return Rune.ToLowerInvariant(rune);
    }

    private static bool IsTerm(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsWrittenWithoutBlanks(int c) => c switch
    {
        < 0x0E00 => false,
        <= 0x0EFF => true, // Thai, Lao
        >= 0x1000 and <= 0x109F => true, // Burmese
        >= 0x1100 and <= 0x11FF => true, // Hangul letters
        >= 0x1780 and <= 0x17FF => true, // Khmer
        >= 0x3005 and <= 0x30FF => true, // iteration mark, Hiragana, Katakana
        >= 0x3400 and <= 0x9FFF => true, // Chinese characters
        >= 0xAC00 and <= 0xD7AF => true, // Hangul syllables
        >= 0xF900 and <= 0xFAFF => true, // compatibility characters
        >= 0xFF66 and <= 0xFF9F => true, // half-width Katakana
        >= 0x20000 and <= 0x3FFFF => true, // rarer Chinese characters
        _ => false,
    };
}
