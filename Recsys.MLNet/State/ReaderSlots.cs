namespace Recsys.MLNet.State;

/// <summary>Which sequence numbers are being read, so that the writer knows how far back versions are needed.</summary>
internal sealed class ReaderSlots
{
    private const int Slots = 64;
    private const int Stride = 8; // one slot per cache line
    private const long Free = long.MaxValue;
    private readonly long[] _reading = new long[Slots * Stride];

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

    public long Oldest(long applied)
    {
        Interlocked.MemoryBarrier();
        long oldest = applied;
        for (int i = 0; i < Slots; i++)
            oldest = Math.Min(oldest, Volatile.Read(ref _reading[i * Stride]));
        return oldest;
    }
}
