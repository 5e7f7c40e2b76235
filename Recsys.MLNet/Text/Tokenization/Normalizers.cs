using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Recsys.MLNet.Text.Unicode;

namespace Recsys.MLNet.Text.Tokenization;

/// <summary>Several normalisers, one after the other.</summary>
internal sealed class NormalizerSequence(IReadOnlyList<INormalizer> steps) : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        foreach (var step in steps)
            text = step.Apply(text);
        return text;
    }
}

/// <summary>One of the four Unicode forms.</summary>
internal sealed class UnicodeFormNormalizer(UnicodeForm form) : INormalizer
{
    public AlignedText Apply(AlignedText text) => UnicodeNormalization.Normalize(text, form);
}

/// <summary>Lower case by simple mapping; İ becomes i and a dot above, as full mapping has it.</summary>
internal sealed class LowercaseNormalizer : INormalizer
{
    public AlignedText Apply(AlignedText text) => text.Map(static (rune, into, start, end) =>
    {
        if (rune.Value == 0x130)
        {
            into.Add('i', start, end);
            into.Add('\u0307', start, end);
            return;
        }
        into.Add(Rune.ToLowerInvariant(rune), start, end);
    });
}

/// <summary>Drops marks (Mn) that follow from decomposed text.</summary>
internal sealed class StripAccentsNormalizer : INormalizer
{
    public AlignedText Apply(AlignedText text) => text.Map(static (rune, into, start, end) =>
    {
        if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            into.Add(rune, start, end);
    });
}

/// <summary>BERT's cleaning: controls out, blanks unified, blanks around Chinese characters, optional accents and case.</summary>
/// <remarks>Devlin et al. 2019 (the released BasicTokenizer); which blocks count as Chinese is its list of CJK ideograph blocks.</remarks>
internal sealed class BertNormalizer(bool cleanText, bool handleChinese, bool stripAccents, bool lowercase) : INormalizer
{
    private static readonly INormalizer Decompose = new UnicodeFormNormalizer(UnicodeForm.Nfd);
    private static readonly INormalizer Strip = new StripAccentsNormalizer();
    private static readonly INormalizer Lower = new LowercaseNormalizer();

    public AlignedText Apply(AlignedText text)
    {
        if (cleanText)
            text = text.Map(static (rune, into, start, end) =>
            {
                if (rune.Value is 0 or 0xFFFD || IsControl(rune))
                    return;
                into.Add(IsBlank(rune) ? new Rune(' ') : rune, start, end);
            });
        if (handleChinese)
            text = text.Map(static (rune, into, start, end) =>
            {
                bool chinese = IsChinese(rune.Value);
                if (chinese)
                    into.Add(' ', start, end);
                into.Add(rune, start, end);
                if (chinese)
                    into.Add(' ', start, end);
            });
        if (stripAccents)
            text = Strip.Apply(Decompose.Apply(text));
        return lowercase ? Lower.Apply(text) : text;
    }

    internal static bool IsBlank(Rune rune) => rune.Value is ' ' or '\t' or '\n' or '\r' || Rune.IsWhiteSpace(rune);

    private static bool IsControl(Rune rune) => rune.Value is not ('\t' or '\n' or '\r')
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse;

    private static bool IsChinese(int c) => c is >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0x20000 and <= 0x2A6DF or >= 0x2A700 and <= 0x2B73F
        or >= 0x2B740 and <= 0x2B81F or >= 0x2B920 and <= 0x2CEAF or >= 0xF900 and <= 0xFAFF or >= 0x2F800 and <= 0x2FA1F;
}

/// <summary>Replaces matches of a pattern by a fixed text.</summary>
internal sealed class ReplaceNormalizer(Regex pattern, string content) : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        var result = new AlignedText(text.Length);
        int at = 0;
        foreach (var match in pattern.EnumerateMatches(text.Chars))
        {
            result.Add(text, at, match.Index);
            at = match.Index + match.Length;
            if (match.Length > 0)
                foreach (char c in content)
                    result.Add(c, text.StartOf(match.Index), text.EndOf(at - 1));
        }
        result.Add(text, at, text.Length);
        return result;
    }
}

/// <summary>Puts a fixed text before anything that is not empty.</summary>
internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        if (text.Length == 0)
            return text;
        var result = new AlignedText(text.Length + prefix.Length);
        foreach (char c in prefix)
            result.Add(c, text.StartOf(0), text.StartOf(0));
        result.Add(text, 0, text.Length);
        return result;
    }
}

/// <summary>Drops blanks at the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        int from = 0, to = text.Length;
        while (left && from < to && char.IsWhiteSpace(text.Chars[from]))
            from++;
        while (right && to > from && char.IsWhiteSpace(text.Chars[to - 1]))
            to--;
        return from == 0 && to == text.Length ? text : text.Slice(from, to);
    }
}

/// <summary>SentencePiece's blanks: runs become one, ends are trimmed.</summary>
internal sealed class ExtraBlanksNormalizer : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        var result = new AlignedText(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text.Chars[i] == ' ' && (result.Length == 0 || result.Chars[^1] == ' '))
                continue;
            result.Add(text, i, i + 1);
        }
        return result.Length > 0 && result.Chars[^1] == ' ' ? result.Slice(0, result.Length - 1) : result;
    }
}
