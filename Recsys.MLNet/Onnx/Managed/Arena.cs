namespace Recsys.MLNet.Onnx.Managed;

/// <summary>The memory of one run at a time, kept from run to run: a value's memory is taken back after its last use and given to the next that fits.</summary>
/// <remarks>
/// The smallest free buffer that is large enough wins, unless it is more than twice too large. Where none fits, free buffers of the
/// wanted size in total are dropped before a larger one is made, so that the arena stays near the largest run it has seen
/// even when shapes keep changing.
/// </remarks>
internal sealed class Arena
{
    private const int Smallest = 64;
    private readonly List<Buffer>[] _free = [[], [], []];

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
            found.Uses = 1;
            return found;
        }
        Drop(free, count);
        var made = Buffer.Of(storage, Rounded(count));
        made.Uses = 1;
        return made;
    }

    /// <summary>Takes one use off the buffer, and the buffer back when that was the last.</summary>
    public void Return(Buffer buffer)
    {
        if (buffer.Pooled && --buffer.Uses == 0)
            _free[(int)buffer.Storage].Add(buffer);
    }

    private static void Drop(List<Buffer> free, long count)
    {
        for (int i = free.Count - 1; i >= 0 && count > 0; i--)
            if (free[i].Capacity > 4096)
            {
                count -= free[i].Capacity;
                free.RemoveAt(i);
            }
    }

    // An eighth of slack, so that batches a little longer than the last fit too.
    private static int Rounded(int count) => (int)Math.Min(Array.MaxLength, Math.Max(Smallest, count + count / 8L));
}
