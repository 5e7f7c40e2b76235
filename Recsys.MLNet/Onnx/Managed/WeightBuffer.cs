namespace Recsys.MLNet.Onnx.Managed;

/// <summary>Memory that weights pass through on their way from the file into packed form: the same for all, so that opening a model takes little beyond it.</summary>
internal sealed class WeightBuffer
{
    private float[] _values = [];

    /// <summary>That many numbers; whatever was asked for before is overwritten.</summary>
    public Span<float> Of(int count)
    {
        if (_values.Length < count)
            _values = new float[count];
        return _values.AsSpan(0, count);
    }
}
