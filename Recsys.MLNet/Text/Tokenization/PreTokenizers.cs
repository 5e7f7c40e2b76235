using System.Globalization;
using System.Text;

namespace Recsys.MLNet.Text.Tokenization;

/// <summary>Several cuts, one after the other.</summary>
internal sealed class PreTokenizerSequence(IReadOnlyList<IPreTokenizer> steps) : IPreTokenizer
{
    public void Split(AlignedText piece, bool first, List<AlignedText> into)
    {
        List<AlignedText> pieces = [piece];
        foreach (var step in steps)
        {
            var next = new List<AlignedText>(pieces.Count);
            for (int i = 0; i < pieces.Count; i++)
                step.Split(pieces[i], first && i == 0, next);
            pieces = next;
        }
        into.AddRange(pieces);
    }
}

/// <summary>Cuts at blanks, which vanish, and around every punctuation mark, as BERT does.</summary>
internal sealed class BertPreTokenizer : IPreTokenizer
{
    public void Split(AlignedText piece, bool first, List<AlignedText> into) =>
        RuneCut.Cut(piece, into, static rune => BertNormalizer.IsBlank(rune) ? RuneCut.Kind.Drop : IsPunctuation(rune) ? RuneCut.Kind.Alone : RuneCut.Kind.Join);

    internal static bool IsPunctuation(Rune rune) => rune.Value < 128
        ? char.IsPunctuation((char)rune.Value) || char.IsSymbol((char)rune.Value)
        : Rune.IsPunctuation(rune);
}

/// <summary>Cuts at blanks only.</summary>
internal sealed class BlankPreTokenizer : IPreTokenizer
{
    public void Split(AlignedText piece, bool first, List<AlignedText> into) =>
        RuneCut.Cut(piece, into, static rune => Rune.IsWhiteSpace(rune) ? RuneCut.Kind.Drop : RuneCut.Kind.Join);
}

/// <summary>Cuts around punctuation marks, each alone.</summary>
internal sealed class PunctuationPreTokenizer : IPreTokenizer
{
    public void Split(AlignedText piece, bool first, List<AlignedText> into) =>
        RuneCut.Cut(piece, into, static rune => BertPreTokenizer.IsPunctuation(rune) ? RuneCut.Kind.Alone : RuneCut.Kind.Join);
}

/// <summary>Cuts around numbers: whole, or digit by digit.</summary>
internal sealed class DigitsPreTokenizer(bool individual) : IPreTokenizer
{
    public void Split(AlignedText piece, bool first, List<AlignedText> into)
    {
        var single = individual;
        RuneCut.Cut(piece, into, rune => !IsDigit(rune) ? RuneCut.Kind.Join : single ? RuneCut.Kind.Alone : RuneCut.Kind.JoinOther);
    }

    private static bool IsDigit(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}

/// <summary>Words, and runs of anything that is neither word nor blank.</summary>
internal sealed class WordPreTokenizer : IPreTokenizer
{
    public void Split(AlignedText piece, bool first, List<AlignedText> into) =>
        RuneCut.Cut(piece, into, static rune => Rune.IsWhiteSpace(rune) ? RuneCut.Kind.Drop : IsWord(rune) ? RuneCut.Kind.Join : RuneCut.Kind.JoinOther);

    private static bool IsWord(Rune rune) => rune.Value == '_' || Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.ConnectorPunctuation;
}

/// <summary>Cutting by what each code point is.</summary>
internal static class RuneCut
{
    public enum Kind
    {
        /// <summary>Joins its neighbours of the same kind.</summary>
        Join,

        /// <summary>Joins its neighbours of this second kind.</summary>
        JoinOther,

        /// <summary>A piece of its own.</summary>
        Alone,

        /// <summary>Ends a piece and vanishes.</summary>
        Drop,
    }

    public static void Cut(AlignedText piece, List<AlignedText> into, Func<Rune, Kind> kindOf)
    {
        int from = 0;
        var open = Kind.Drop;
        for (int i = 0; i < piece.Length;)
        {
            var kind = kindOf(piece.RuneAt(i, out int used));
            if (kind != open || kind == Kind.Alone)
            {
                if (open != Kind.Drop && i > from)
                    into.Add(piece.Slice(from, i));
                from = i;
                open = kind;
            }
            i += used;
        }
        if (open != Kind.Drop && piece.Length > from)
            into.Add(piece.Slice(from, piece.Length));
    }
}
