namespace Recsys.MLNet.Numerics;

/// <summary>One pass over a grid of B × B blocks, users by items, where blocks that share neither are worked on at once.</summary>
/// <remarks>
/// <code>
/// step k visits the blocks (g, (g + s_k) mod B) of all g        s a permutation of 0 … B−1
/// (g, k) follows (g, k−1), which had its users, and ((g + s_k − s_(k−1)) mod B, k−1), which had its items
/// </code>
/// A block waits for these two alone, never for a whole step. Each group is met in the order of the steps, so the result does not
/// depend on the number of threads. A thread goes on with groups of users that it had before where it may: their rows are in its cache.
/// Gemulla et al. 2011, "Large-scale matrix factorization with distributed stochastic gradient descent", §3, without its barriers.
/// </remarks>
internal sealed class DiagonalPass
{
    private const int Nothing = -1;

    private readonly object _gate = new(); // a monitor, which can be waited on
    private readonly int[] _shifts, _done, _owner;
    private readonly bool[] _taken;
    private readonly Action<int, int> _block;
    private int _left;
    private bool _failed;

    private DiagonalPass(int[] shifts, Action<int, int> block)
    {
        (_shifts, _block, _left) = (shifts, block, shifts.Length * shifts.Length);
        (_done, _owner, _taken) = (new int[shifts.Length], new int[shifts.Length], new bool[shifts.Length]);
    }

    /// <summary>Calls <paramref name="block"/> once for each pair of a group of users and a group of items.</summary>
    /// <param name="shifts">The steps: a permutation of 0 … B−1.</param>
    /// <param name="run">Threads and cancellation.</param>
    /// <param name="block">Works on (group of users, group of items).</param>
    public static void Run(int[] shifts, RunSettings run, Action<int, int> block)
    {
        int threads = Math.Min(run.EffectiveThreads, shifts.Length);
        var pass = new DiagonalPass(shifts, block);
        for (int group = 0; group < shifts.Length; group++)
            pass._owner[group] = group * threads / shifts.Length;
        run.ParallelFor(threads, thread => pass.Work(thread, run.Cancellation));
    }

    private void Work(int thread, CancellationToken cancellation)
    {
        try
        {
            for (int group = Next(thread, Nothing); group != Nothing; group = Next(thread, group))
            {
                cancellation.ThrowIfCancellationRequested();
                _block(group, (group + _shifts[_done[group]]) % _shifts.Length);
            }
        }
        catch
        {
            lock (_gate)
            {
                _failed = true;
                Monitor.PulseAll(_gate);
            }
            throw;
        }
    }

    /// <summary>Puts a finished group down and takes one whose next block may begin; <see cref="Nothing"/> when all blocks are taken.</summary>
    private int Next(int thread, int finished)
    {
        lock (_gate)
        {
            if (finished != Nothing)
            {
                _done[finished]++;
                _taken[finished] = false;
                Monitor.PulseAll(_gate);
            }
            while (_left > 0 && !_failed)
            {
                int group = Ready(thread);
                if (group != Nothing)
                {
                    _left--;
                    _taken[group] = true;
                    _owner[group] = thread;
                    return group;
                }
                Monitor.Wait(_gate); // some block is being worked on: of those left, one of the lowest step waits for nothing else
            }
            return Nothing;
        }
    }

    /// <summary>The group furthest behind among the thread's own that may go on, else among all.</summary>
    private int Ready(int thread)
    {
        int best = Nothing;
        for (int group = 0; group < _shifts.Length; group++)
        {
            int step = _done[group];
            if (_taken[group] || step == _shifts.Length || (step > 0 && _done[Before(group, step)] < step))
                continue;
            bool mine = _owner[group] == thread;
            if (best == Nothing || (mine != (_owner[best] == thread) ? mine : step < _done[best]))
                best = group;
        }
        return best;
    }

    /// <summary>Who had, one step earlier, the items that this group is to have.</summary>
    private int Before(int group, int step) => (group + _shifts[step] - _shifts[step - 1] + _shifts.Length) % _shifts.Length;
}
