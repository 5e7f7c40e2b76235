using System.Buffers.Binary;
using System.Text;

namespace Recsys.MLNet.Text.Tokenization;

/// <summary>SentencePiece's compiled character map: a double-array trie over UTF-8 bytes and the replacements it points to.</summary>
/// <remarks>
/// Layout: uint32 size of the trie in bytes, the trie's uint32 units, then replacements, each ended by a zero byte. At each place
/// the longest key wins; where none matches, one code point is kept. Kudo and Richardson 2018, §3.
/// </remarks>
internal sealed class PrecompiledNormalizer : INormalizer
{
    private readonly uint[] _units;
    private readonly byte[] _replacements;

    public PrecompiledNormalizer(ReadOnlySpan<byte> map)
    {
        if (map.Length < 4)
            throw new InvalidDataException($"The character map holds {map.Length} bytes; expected at least 4. The tokenizer file is damaged.");
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(map);
        if (size > map.Length - 4 || size % 4 != 0 || size == 0)
            throw new InvalidDataException($"The character map states a trie of {size} bytes within {map.Length - 4}. The tokenizer file is damaged.");
        _units = new uint[size / 4];
        for (int i = 0; i < _units.Length; i++)
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(map[(4 + 4 * i)..]);
        _replacements = map[(4 + (int)size)..].ToArray();
    }

    public AlignedText Apply(AlignedText text)
    {
        // UTF-8 bytes of the whole text with, for each byte, the UTF-16 unit it belongs to.
        int capacity = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = new byte[capacity];
        var unitOf = new int[capacity + 1];
        int count = 0;
        for (int i = 0; i < text.Length;)
        {
            var rune = text.RuneAt(i, out int used);
            int written = rune.EncodeToUtf8(bytes.AsSpan(count));
            unitOf.AsSpan(count, written).Fill(i);
            count += written;
            i += used;
        }
        unitOf[count] = text.Length;

        var result = new AlignedText(text.Length);
        for (int at = 0; at < count;)
        {
            int matched = Longest(bytes.AsSpan(at, count - at), out int replacement);
            int first = unitOf[at];
            if (matched == 0 || unitOf[at + matched] == first)
            {
                // No key, or a key that ends inside a code point (a damaged map): the code point stays.
                text.RuneAt(first, out int used);
                result.Add(text, first, first + used);
                at += Utf8Length(bytes[at]);
                continue;
            }
            at += matched;
            int last = unitOf[at] - 1;
            var target = _replacements.AsSpan(replacement);
            int end = target.IndexOf((byte)0);
            foreach (var rune in Encoding.UTF8.GetString(end < 0 ? target : target[..end]).EnumerateRunes())
                result.Add(rune, text.StartOf(first), text.EndOf(last));
        }
        return result;
    }

    private static int Utf8Length(byte lead) => lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

    // Darts double array: a unit holds a label, an offset to its children, and whether a leaf with a value hangs below.
    private int Longest(ReadOnlySpan<byte> key, out int value)
    {
        value = 0;
        int matched = 0;
        uint position = Offset(_units[0]);
        for (int i = 0; i < key.Length; i++)
        {
            position ^= key[i];
            if (position >= _units.Length)
                break;
            uint unit = _units[position];
            if ((unit & 0x800000FF) != key[i])
                break;
            position ^= Offset(unit);
            if ((unit >> 8 & 1) == 1 && position < _units.Length && (_units[position] & 0x7FFFFFFF) is var found && found < _replacements.Length)
            {
                matched = i + 1;
                value = (int)found;
            }
        }
        return matched;
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & (1 << 9)) >> 6);
}
