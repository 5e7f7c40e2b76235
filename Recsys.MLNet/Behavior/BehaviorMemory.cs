namespace Recsys.MLNet.Behavior;

/// <summary>One user's keys and values in every layer, so that a new behaviour costs one position instead of all.</summary>
/// <remarks>
/// Bounded: 4·T·D numbers a layer, a window that moves on and is moved back when it comes to the end. While a history fits in T behaviours the interest equals that of the whole history computed anew; beyond
/// that the oldest behaviour is forgotten, and with two layers or more later positions still know what they saw of it.
/// Not for several threads at once; keep one for each user who is here now, and make it anew from the history when the model changes.
/// </remarks>
public sealed class BehaviorMemory
{
    private readonly BehaviorAttentionModel _model;
    private readonly float[][] _keyValues;
    private readonly long[] _times;
    private readonly byte[] _classes;
    private readonly float[] _interest;
    private int _start;
    private long _last;
    private bool _any;

    /// <summary>An empty memory for that model.</summary>
    public BehaviorMemory(BehaviorAttentionModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        var shape = model.Shape;
        _keyValues = [.. Enumerable.Range(0, shape.Layers).Select(_ => new float[2 * shape.Positions * 2 * shape.Width])];
        (_times, _classes, _interest) = (new long[2 * shape.Positions], new byte[shape.Positions], new float[shape.Width]);
    }

    /// <summary>Behaviours remembered.</summary>
    public int Count { get; private set; }

    /// <summary>The interest after the last behaviour, (D); zeros before the first.</summary>
    public ReadOnlySpan<float> Interest => _interest;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Count = _start = 0;
        _any = false;
        Array.Clear(_interest);
    }

    /// <summary>Adds what the user has just done; false, and no change, when the model does not know the item.</summary>
    /// <param name="item">Item number.</param>
    /// <param name="type">Event type number.</param>
    /// <param name="time">Milliseconds.</param>
    /// <param name="value">What it was worth, where the model looks at that.</param>
    public bool Append(int item, int type = 0, long time = 0, float value = 1)
    {
        var shape = _model.Shape;
        if ((uint)item >= (uint)shape.Items)
            return false;
        int width = 2 * shape.Width;
        if (Count == shape.Positions)
        {
            _start++;
            Count--;
            if (_start + Count == _times.Length)
            {
                foreach (float[] layer in _keyValues)
                    layer.AsSpan(_start * width, Count * width).CopyTo(layer);
                _times.AsSpan(_start, Count).CopyTo(_times);
                _start = 0;
            }
        }
        byte gap = (byte)(shape.Gaps && _any ? TimeGap.Of(time - _last) : TimeGap.None);
        _times[_start + Count++] = _last = time;
        _any = true;
        if (shape.Gaps)
            TimeGap.Of(_times.AsSpan(_start, Count), _classes);
        _model.Encoder.RunOne(item, gap, (byte)((uint)type < (uint)shape.Types ? type : 0), (byte)(shape.Values ? ValueClass.Of(value) : 0), _keyValues, _start, _classes.AsSpan(0, shape.Gaps ? Count : 0), Count, _interest);
        return true;
    }
}
