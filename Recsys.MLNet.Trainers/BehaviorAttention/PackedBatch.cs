namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Sequences of different lengths laid end to end: no position is padding.</summary>
/// <remarks>Shapes: P positions of Q sequences; starts (Q + 1); slots, gaps, types, targets (P).</remarks>
public sealed class PackedBatch
{
    private int[] _starts = new int[1];
    private int[] _classStarts = new int[1];
    private int[] _slots = [];
    private int[] _targets = [];
    private byte[] _gaps = [];
    private byte[] _types = [];
    private byte[] _classes = [];

    /// <summary>Sequences: Q.</summary>
    public int Sequences { get; private set; }

    /// <summary>Positions of all sequences: P.</summary>
    public int Positions { get; private set; }

    /// <summary>Σ T² over the sequences: the size of all attention matrices of one head.</summary>
    public int Squares => _classStarts[Sequences];

    /// <summary>Row of the item table at each position.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Positions);

    /// <summary>Row of the item that comes next.</summary>
    public ReadOnlySpan<int> Targets => _targets.AsSpan(0, Positions);

    /// <summary>Gap class before each position.</summary>
    public ReadOnlySpan<byte> Gaps => _gaps.AsSpan(0, Positions);

    /// <summary>Event type at each position.</summary>
    public ReadOnlySpan<byte> Types => _types.AsSpan(0, Positions);

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
            _targets[at + i] = learn ? slotOf[sequence.Items[i + 1]] : -1;
            _gaps[at + i] = sequence.Gaps[i];
            _types[at + i] = sequence.Types[i];
        }
        int square = _classStarts[Sequences];
        if (_classes.Length < square + length * length)
            Array.Resize(ref _classes, 2 * (square + length * length));
        if (gaps)
            for (int i = 0; i < length; i++)
                for (int j = 0; j <= i; j++)
                    _classes[square + i * length + j] = (byte)Behavior.TimeGap.Of(sequence.Times[i] - sequence.Times[j]);
        Sequences++;
        Positions += length;
        _starts[Sequences] = Positions;
        _classStarts[Sequences] = square + length * length;
    }

    private void Reserve(int positions, int starts)
    {
        if (_slots.Length < positions)
        {
            int room = 2 * positions;
            Array.Resize(ref _slots, room);
            Array.Resize(ref _targets, room);
            Array.Resize(ref _gaps, room);
            Array.Resize(ref _types, room);
        }
        if (_starts.Length < starts)
        {
            Array.Resize(ref _starts, 2 * starts);
            Array.Resize(ref _classStarts, 2 * starts);
        }
    }
}
