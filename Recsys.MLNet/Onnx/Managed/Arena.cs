namespace Recsys.MLNet.Onnx.Managed;

/// <summary>The memory of one run at a time, kept from run to run: a value's memory is taken back after its last use and given to the next that fits.</summary>
/// <remarks>
/// The smallest free buffer that is large enough wins, unless it is more than twice too large. Where none fits, free buffers that this run has
/// not used, of the wanted size in total, are dropped before one is made: runs of one shape make nothing after the first, and the arena
/// stays near the largest run it has seen even when shapes keep changing.
/// </remarks>
internal sealed class Arena
{
    private const int Smallest = 64;
    private readonly List<Buffer>[] _free = [[], [], []];
    private int _run;

    /// <summary>Ends a run: what is free now counts as unused until the next one takes it.</summary>
    public void EndRun() => _run++;

    public Buffer Rent(Storage storage, int count)
    {
        var free = _free[(int)storage];
        int best = -1;
        for (int i = 0; i < free.Count; i++)
            if (free[i].Capacity >= count && (best < 0 || free[i].Capacity < free[best].Capacity))
                best = i;
        if (best >= 0 && free[best].Capacity <= Math.Max(2L * count, 4096))
        {
            var found = free[best];
            free[best] = free[^1];
            free.RemoveAt(free.Count - 1);
            (found.Uses, found.Run) = (1, _run);
            return found;
        }
        Drop(free, count);
        var made = Buffer.Of(storage, Rounded(count));
        (made.Uses, made.Run) = (1, _run);
        return made;
    }

    /// <summary>Takes one use off the buffer, and the buffer back when that was the last.</summary>
    public void Return(Buffer buffer)
    {
        if (buffer.Pooled && --buffer.Uses == 0)
            _free[(int)buffer.Storage].Add(buffer);
    }

    private void Drop(List<Buffer> free, long count)
    {
        for (int i = free.Count - 1; i >= 0 && count > 0; i--)
            if (free[i].Capacity > 4096 && free[i].Run != _run)
            {
                count -= free[i].Capacity;
                free.RemoveAt(i);
            }
    }

    // An eighth of slack, so that batches a little longer than the last fit too.
    private static int Rounded(int count) => (int)Math.Min(Array.MaxLength, Math.Max(Smallest, count + count / 8L));
}
