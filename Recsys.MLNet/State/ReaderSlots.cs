namespace Recsys.MLNet.State;

/// <summary>Which sequence numbers are being read, so that the writer knows how far back versions are needed.</summary>
internal sealed class ReaderSlots
{
    private const int Slots = 64;
    private const int Stride = 8; // one slot per cache line
    private const long Free = long.MaxValue;
    private readonly long[] _reading = new long[Slots * Stride];
    private readonly long[] _seen = new long[Slots + 1];
    private int _seenCount;

    public ReaderSlots()
    {
        for (int i = 0; i < Slots; i++)
            _reading[i * Stride] = Free;
    }

    /// <summary>Claims a slot that keeps everything; the caller then reads the sequence and narrows it with <see cref="Narrow"/>.</summary>
    public int Enter()
    {
        int start = Environment.CurrentManagedThreadId;
        var wait = new SpinWait();
        for (int i = 0; ; i++)
        {
            int slot = (start + i) % Slots;
            if (Interlocked.CompareExchange(ref _reading[slot * Stride], long.MinValue, Free) == Free)
                return slot;
            if (i % Slots == Slots - 1)
                wait.SpinOnce(); // more than 64 requests at once: yields the processor
        }
    }

    public void Narrow(int slot, long sequence) => Volatile.Write(ref _reading[slot * Stride], sequence);

    public void Leave(int slot) => Volatile.Write(ref _reading[slot * Stride], Free);

    /// <summary>The oldest number that anybody may read, as of the last <see cref="Look"/>.</summary>
    public long Oldest { get; private set; } = long.MaxValue;

    /// <summary>The writer notes who reads what; whoever comes later reads <paramref name="applied"/> or newer.</summary>
    public void Look(long applied)
    {
        Interlocked.MemoryBarrier();
        _seen[0] = Oldest = applied;
        _seenCount = 1;
        for (int i = 0; i < Slots; i++)
        {
            long reads = Volatile.Read(ref _reading[i * Stride]);
            if (reads == Free)
                continue;
            _seen[_seenCount++] = reads;
            Oldest = Math.Min(Oldest, reads);
        }
    }

    /// <summary>Whether anybody may read the version that held from one number until just before another.</summary>
    public bool Read(long from, long until)
    {
        foreach (long reads in _seen.AsSpan(0, _seenCount))
            if (reads == long.MinValue || (reads >= from && reads < until)) // one that is just entering may read anything
                return true;
        return false;
    }
}
