using System.Runtime.InteropServices;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Histograms of leaves outside the managed heap, handed out and taken back; memory grows only as far as leaves are open.</summary>
/// <remarks>Past its limit it hands out none, and a leaf without a histogram has its children summed from their rows.</remarks>
internal sealed unsafe class HistogramPool(int columns, int leaves) : IDisposable
{
    private const long LimitBytes = 1L << 30;
    private readonly nuint _length = (nuint)Math.Max(8, (columns + 7) / 8 * 8) * GradientHistogram.Width;
    private readonly List<nint> _all = [];
    private readonly Stack<nint> _free = [];
    private readonly List<nint> _ofThreads = [];

    ~HistogramPool() => Free();

    /// <summary>A histogram with undefined content, or 0 when the limit is reached; two are always granted.</summary>
    public nint Rent()
    {
        if (_free.TryPop(out nint free))
            return free;
        if (_all.Count - _ofThreads.Count >= Math.Max(4, Math.Min(leaves + 1, LimitBytes / ((long)_length * 8))))
            return 0;
        return Make();
    }

    /// <summary>A histogram that one further thread sums in, the same each time; not counted in the limit.</summary>
    public nint OfThread(int number)
    {
        lock (_ofThreads)
        {
            while (_ofThreads.Count <= number)
                _ofThreads.Add(Make());
            return _ofThreads[number];
        }
    }

    public void Return(nint histogram)
    {
        if (histogram != 0)
            _free.Push(histogram);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private nint Make()
    {
        nint made = (nint)NativeMemory.AlignedAlloc(_length * sizeof(long), 64);
        _all.Add(made);
        return made;
    }

    private void Free()
    {
        foreach (nint histogram in _all)
            NativeMemory.AlignedFree((void*)histogram);
        _all.Clear();
    }
}
