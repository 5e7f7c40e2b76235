namespace Recsys.MLNet.Engine;

/// <summary>The population stability index of a number: how far its values now are spread otherwise than its first ones were.</summary>
/// <remarks>
/// <code>PSI = Σ_b (p_b − q_b) · ln(p_b / q_b)        q_b, p_b = (count of b + ½) ÷ (values + ½·bins)</code>
/// q is the share of bin b among the first <see cref="Window"/> values, whose deciles are the bins, with one more bin for values that are missing; p the share
/// among those since, of which the older half is forgotten at twice the window. Below 0.1 nothing happened, above 0.25 the value means something else than before.
/// </remarks>
internal sealed class PopulationStability
{
    public const int Window = 2000;
    private const int Deciles = 10;
    private float[]? _first = new float[Window];
    private float[] _edges = []; // upper ends of all bins but the last
    private double[] _reference = [];
    private int[] _counts = [];
    private int _seen;

    /// <summary>The index; NaN until half a window has come after the first.</summary>
    public double Value
    {
        get
        {
            if (_first is not null || _seen < Window / 2)
                return double.NaN;
            double psi = 0;
            for (int b = 0; b < _counts.Length; b++)
            {
                double p = Share(_counts[b], _seen), q = _reference[b];
                psi += (p - q) * Math.Log(p / q);
            }
            return psi;
        }
    }

    public void Add(float value)
    {
        if (_first is not null)
        {
            _first[_seen++] = value;
            if (_seen == Window)
                Cut(_first);
            return;
        }
        _counts[BinOf(value)]++;
        if (++_seen < 2 * Window)
            return;
        _seen = 0;
        for (int b = 0; b < _counts.Length; b++)
            _seen += _counts[b] /= 2;
    }

    private void Cut(float[] first)
    {
        float[] known = [.. first.Where(v => !float.IsNaN(v)).Order()];
        _edges = known.Length == 0 ? [] : [.. Enumerable.Range(1, Deciles - 1).Select(d => known[d * known.Length / Deciles]).Distinct()];
        _counts = new int[_edges.Length + 2];
        foreach (float value in first)
            _counts[BinOf(value)]++;
        _reference = [.. _counts.Select(c => Share(c, Window))];
        Array.Clear(_counts);
        (_first, _seen) = (null, 0);
    }

    private double Share(int count, int of) => (count + 0.5) / (of + 0.5 * _counts.Length);

    // Bin b holds values from its edge up to the next; the last is for those that are missing.
    private int BinOf(float value)
    {
        if (float.IsNaN(value))
            return _edges.Length + 1;
        int at = Array.BinarySearch(_edges, value);
        return at >= 0 ? at + 1 : ~at;
    }
}
