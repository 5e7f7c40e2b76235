using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Indexing;

/// <summary>The vectors of a graph in codes of seven bits on one scale.</summary>
/// <remarks>
/// <code>
/// code[f] = round((x[f] − offset) / step) held to 0..127          offset and step from the 0.05 % and 99.95 % points of a sample
/// </code>
/// The number that makes inner products into distances (see <see cref="GraphVectors"/>) has a scale of its own and stays in single precision.
/// </remarks>
internal sealed unsafe class GraphCodes
{
    public const int Multiple = 32;
    private const int Levels = 127;
    private const int SampleSize = 1 << 16;

    private readonly byte[] _codes;
    private readonly float[] _rest;
    private readonly int _coded;

    public GraphCodes(GraphMemory memory, int nodes, int factors, bool hasRest)
    {
        _coded = factors;
        Width = (factors + Multiple - 1) / Multiple * Multiple;
        _codes = GC.AllocateArray<byte>(checked(memory.Capacity * Width + 64), pinned: true);
        fixed (byte* codes = _codes)
            Codes = (byte*)PanelLayout.Align((nint)codes);
        _rest = hasRest ? GC.AllocateArray<float>(memory.Capacity, pinned: true) : [];
        fixed (float* rest = _rest)
            Rest = rest;
        (Offset, Step) = Scale(memory, nodes, factors);
        for (int node = 0; node < nodes; node++)
            Put(memory, node);
    }

    /// <summary>Bytes per vector, a multiple of 32.</summary>
    public int Width { get; }

    public byte* Codes { get; }

    /// <summary>The part of each squared distance that is not coded, or null.</summary>
    public float* Rest { get; }

    public float Offset { get; }

    public float Step { get; }

    public long Bytes => _codes.LongLength + 4L * _rest.Length;

    public void Put(GraphMemory memory, int node)
    {
        Encode(memory.Row(node), Codes + (nint)node * Width);
        if (Rest is not null)
            Rest[node] = memory.Row(node)[_coded] * memory.Row(node)[_coded];
    }

    public void Encode(float* row, byte* into)
    {
        float scale = 1 / Step;
        for (int f = 0; f < _coded; f++)
            into[f] = (byte)Math.Clamp((row[f] - Offset) * scale + 0.5f, 0, Levels);
        for (int f = _coded; f < Width; f++)
            into[f] = 0;
    }

    private static (float Offset, float Step) Scale(GraphMemory memory, int nodes, int factors)
    {
        long values = (long)nodes * factors, stride = Math.Max(1, values / SampleSize) | 1; // odd: meets every factor
        var sample = new float[(int)((values + stride - 1) / stride)];
        for (int i = 0; i < sample.Length; i++)
            sample[i] = memory.Row((int)(i * stride / factors))[i * stride % factors];
        if (sample.Length == 0)
            return (0, 1);
        Array.Sort(sample);
        int tail = sample.Length / 2000;
        float low = sample[tail], high = sample[^(1 + tail)];
        return (low, high > low ? (high - low) / Levels : 1);
    }
}
