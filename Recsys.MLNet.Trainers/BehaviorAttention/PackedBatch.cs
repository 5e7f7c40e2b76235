namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Sequences of different lengths laid end to end: no position is padding.</summary>
/// <remarks>Shapes: P positions of Q sequences; starts (Q + 1); slots, gaps, types, values (P); targets (P, A), the A behaviours that follow each.</remarks>
public sealed class PackedBatch(int ahead = 1)
{
    private int[] _starts = new int[1];
    private int[] _classStarts = new int[1];
    private int[] _slots = [];
    private int[] _targets = [];
    private byte[] _gaps = [];
    private byte[] _types = [];
    private byte[] _values = [];
    private byte[] _classes = [];

    /// <summary>Sequences: Q.</summary>
    public int Sequences { get; private set; }

    /// <summary>Positions of all sequences: P.</summary>
    public int Positions { get; private set; }

    /// <summary>Σ T² over the sequences: the size of all attention matrices of one head.</summary>
    public int Squares => _classStarts[Sequences];

    /// <summary>Row of the item table at each position.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Positions);

    /// <summary>Rows of the items that follow, nearest first, (P, A); −1 after the end, and where an item follows twice.</summary>
    public ReadOnlySpan<int> Targets => _targets.AsSpan(0, Positions * ahead);

    /// <summary>Gap class before each position.</summary>
    public ReadOnlySpan<byte> Gaps => _gaps.AsSpan(0, Positions);

    /// <summary>Event type at each position.</summary>
    public ReadOnlySpan<byte> Types => _types.AsSpan(0, Positions);

    /// <summary>Class of what each behaviour was worth.</summary>
    public ReadOnlySpan<byte> Values => _values.AsSpan(0, Positions);

    /// <summary>Where a sequence begins, and how long it is.</summary>
    public (int From, int Length) Sequence(int s) => (_starts[s], _starts[s + 1] - _starts[s]);

    /// <summary>Where a sequence's square of attention begins.</summary>
    public int SquareOf(int s) => _classStarts[s];

    /// <summary>Gap classes between every two positions of a sequence, (T, T).</summary>
    public ReadOnlySpan<byte> ClassesOf(int s) => _classes.AsSpan(_classStarts[s], _classStarts[s + 1] - _classStarts[s]);

    /// <summary>Empties it.</summary>
    public void Clear() => (Sequences, Positions) = (0, 0);

    /// <summary>Adds a sequence; <paramref name="slotOf"/> numbers the items. To learn from, its last behaviour is only a target; to predict what follows it is the last input.</summary>
    public void Add(TrainingSequence sequence, ReadOnlySpan<int> slotOf, bool gaps, bool learn)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        int length = sequence.Items.Length - (learn ? 1 : 0), at = Positions;
        Reserve(at + length, Sequences + 2);
        for (int i = 0; i < length; i++)
        {
            _slots[at + i] = slotOf[sequence.Items[i]];
            Follow(sequence.Items.AsSpan(i + 1, learn ? Math.Min(ahead, length - i) : 0), slotOf, _targets.AsSpan((at + i) * ahead, ahead));
            _gaps[at + i] = sequence.Gaps[i];
            _types[at + i] = sequence.Types[i];
            _values[at + i] = (byte)(sequence.Weights.Length > 0 ? Behavior.ValueClass.Of(sequence.Weights[i]) : 0);
        }
        int square = _classStarts[Sequences];
        if (_classes.Length < square + length * length)
            Array.Resize(ref _classes, 2 * (square + length * length));
        if (gaps)
            for (int i = 0; i < length; i++)
                Behavior.TimeGap.Of(sequence.Times.AsSpan(0, i + 1), _classes.AsSpan(square + i * length, i + 1));
        Sequences++;
        Positions += length;
        _starts[Sequences] = Positions;
        _classStarts[Sequences] = square + length * length;
    }

    private static void Follow(ReadOnlySpan<int> items, ReadOnlySpan<int> slotOf, Span<int> targets)
    {
        int count = 0;
        targets.Fill(-1);
        foreach (int item in items)
            if (!targets[..count].Contains(slotOf[item]))
                targets[count++] = slotOf[item];
    }

    private void Reserve(int positions, int starts)
    {
        if (_slots.Length < positions)
        {
            int room = 2 * positions;
            Array.Resize(ref _slots, room);
            Array.Resize(ref _targets, room * ahead);
            Array.Resize(ref _gaps, room);
            Array.Resize(ref _types, room);
            Array.Resize(ref _values, room);
        }
        if (_starts.Length < starts)
        {
            Array.Resize(ref _starts, 2 * starts);
            Array.Resize(ref _classStarts, 2 * starts);
        }
    }
}
