using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Indexing;

/// <summary>Room for one exact search: used again and again, by one thread at a time.</summary>
internal sealed class ExactScratch
{
    private TopK _top = new(0);
    private float[] _scores = [];
    private int[] _rows = [];
    private float[] _found = [];

    public TopK Top(int k)
    {
        if (_top.K != k)
            _top = new TopK(k);
        _top.Clear();
        return _top;
    }

    public Span<float> Scores(int count)
    {
        if (_scores.Length < count)
            _scores = new float[count + count / 4];
        return _scores.AsSpan(0, count);
    }

    public Span<int> Rows(int k)
    {
        if (_rows.Length < k)
            _rows = new int[k];
        return _rows.AsSpan(0, k);
    }

    public Span<float> Found(int k)
    {
        if (_found.Length < k)
            _found = new float[k];
        return _found.AsSpan(0, k);
    }
}
