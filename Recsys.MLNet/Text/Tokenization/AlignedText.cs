using System.Text;

namespace Recsys.MLNet.Text.Tokenization;

/// <summary>A text under normalisation that remembers, for each UTF-16 unit, the range of the original it came from.</summary>
/// <remarks>Lone surrogates of the original appear as U+FFFD, so that everything later sees whole code points.</remarks>
internal sealed class AlignedText
{
    private char[] _chars;
    private int[] _starts;
    private int[] _ends;

    public AlignedText(int capacity = 16)
    {
        _chars = new char[capacity];
        _starts = new int[capacity];
        _ends = new int[capacity];
    }

    public int Length { get; private set; }

    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    /// <summary>Where unit i begins in the original.</summary>
    public int StartOf(int i) => _starts[i];

    /// <summary>Where unit i ends in the original.</summary>
    public int EndOf(int i) => _ends[i];

    public static AlignedText From(ReadOnlySpan<char> original, int offset = 0)
    {
        var text = new AlignedText(original.Length);
        for (int i = 0; i < original.Length;)
        {
            Rune.DecodeFromUtf16(original[i..], out var rune, out int used); // gives U+FFFD for a lone surrogate
            text.Add(rune, offset + i, offset + i + used);
            i += used;
        }
        return text;
    }

    public void Add(Rune rune, int start, int end)
    {
        Span<char> units = stackalloc char[2];
        int count = rune.EncodeToUtf16(units);
        for (int i = 0; i < count; i++)
            Add(units[i], start, end);
    }

    public void Add(char unit, int start, int end)
    {
        if (Length == _chars.Length)
        {
            int capacity = Math.Max(16, 2 * Length);
            Array.Resize(ref _chars, capacity);
            Array.Resize(ref _starts, capacity);
            Array.Resize(ref _ends, capacity);
        }
        (_chars[Length], _starts[Length], _ends[Length]) = (unit, start, end);
        Length++;
    }

    /// <summary>Adds units from..to of another text with their ranges.</summary>
    public void Add(AlignedText other, int from, int to)
    {
        for (int i = from; i < to; i++)
            Add(other._chars[i], other._starts[i], other._ends[i]);
    }

    public AlignedText Slice(int from, int to)
    {
        var part = new AlignedText(to - from);
        part.Add(this, from, to);
        return part;
    }

    /// <summary>The code point at unit i and how many units it takes.</summary>
    public Rune RuneAt(int i, out int used)
    {
        Rune.DecodeFromUtf16(Chars[i..], out var rune, out used);
        return rune;
    }

    /// <summary>A text made of each code point's replacement; the replacement inherits its range.</summary>
    public AlignedText Map(Action<Rune, AlignedText, int, int> map)
    {
        var mapped = new AlignedText(Length);
        for (int i = 0; i < Length;)
        {
            var rune = RuneAt(i, out int used);
            map(rune, mapped, _starts[i], _ends[i + used - 1]);
            i += used;
        }
        return mapped;
    }

    public override string ToString() => new(Chars);
}
