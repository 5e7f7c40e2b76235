using System.Text.RegularExpressions;

namespace Recsys.MLNet.Text.Tokenization;

/// <summary>Byte-level BPE's alphabet: every UTF-8 byte becomes one visible character, so that no text is out of vocabulary.</summary>
/// <remarks>Radford et al. 2019, "Language models are unsupervised multitask learners", §2.2.</remarks>
internal sealed partial class ByteLevelPreTokenizer(bool addPrefixSpace, bool useRegex) : IPreTokenizer
{
    private static readonly char[] Alphabet = MakeAlphabet();
    private static readonly RegexPreTokenizer Words = new(Pattern(), RegexPreTokenizer.Behavior.Isolated, invert: false);

    /// <summary>The character that stands for a byte.</summary>
    public static char CharOf(byte value) => Alphabet[value];

    public void Split(AlignedText piece, bool first, List<AlignedText> into)
    {
        if (piece.Length == 0)
            return;
        if (addPrefixSpace && piece.Chars[0] != ' ')
        {
            var prefixed = new AlignedText(piece.Length + 1);
            prefixed.Add(' ', piece.StartOf(0), piece.StartOf(0));
            prefixed.Add(piece, 0, piece.Length);
            piece = prefixed;
        }
        List<AlignedText> words = [];
        if (useRegex)
            Words.Split(piece, first, words);
        else
            words.Add(piece);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var word in words)
        {
            var mapped = new AlignedText(word.Length);
            for (int i = 0; i < word.Length;)
            {
                var rune = word.RuneAt(i, out int used);
                int count = rune.EncodeToUtf8(utf8);
                foreach (byte b in utf8[..count])
                    mapped.Add(Alphabet[b], word.StartOf(i), word.EndOf(i + used - 1));
                i += used;
            }
            into.Add(mapped);
        }
    }

    // Printable bytes stand for themselves, the others for 256, 257, ... in order.
    private static char[] MakeAlphabet()
    {
        var alphabet = new char[256];
        int next = 256;
        for (int b = 0; b < 256; b++)
            alphabet[b] = b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF ? (char)b : (char)next++;
        return alphabet;
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
