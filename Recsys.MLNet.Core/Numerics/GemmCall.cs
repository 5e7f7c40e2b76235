namespace Recsys.MLNet.Numerics;

/// <summary>One product C = act(A·B + start) as the kernels see it: raw places and strides.</summary>
internal unsafe struct GemmCall
{
    /// <summary>A: element (i, k) at <c>A[i·ARow + k·AStep]</c>.</summary>
    public float* A;
    public nint ARow, AStep;

    /// <summary>Rows of A and C.</summary>
    public int M;

    /// <summary>The dimension summed over.</summary>
    public int K;

    /// <summary>B in panels.</summary>
    public PanelLayout Panels;
    public void* B;
    public WeightFormat Format;

    /// <summary>C: element (i, j) at <c>C[i·CRow + j]</c>.</summary>
    public float* C;
    public nint CRow;

    /// <summary>N values, or null.</summary>
    public float* Bias;

    /// <summary>Starts from C instead of from the bias.</summary>
    public bool Accumulate;

    public Activation Activation;

    /// <summary>The first panel of the product that follows, asked for while the last one of this is worked on; or null.</summary>
    public byte* Then;
    public nint ThenBytes;

    /// <summary>Runs the product over those rows and panels.</summary>
    public readonly void Run(int fromRow, int toRow, int fromPanel, int toPanel)
    {
        var part = new Part { Call = this, FromRow = fromRow, ToRow = toRow, FromPanel = fromPanel, ToPanel = toPanel };
        SimdWidths.Run(ref part, Panels.Simd);
    }

    /// <summary>Runs the whole product on several threads. Every element is one thread's work, so the split cannot be seen in the result.</summary>
    public readonly void Run(int threads)
    {
        const double WorthSharing = 1e6; // multiply-adds; about what waking a thread costs
        if (M == 0 || Panels.Columns == 0)
            return;
        if (threads <= 1 || (double)M * Panels.Columns * K < WorthSharing)
        {
            Run(0, M, 0, Panels.Count);
            return;
        }
        RunShared(threads);
    }

    // Apart from Run, so that only products worth sharing pay for the closure.
    private readonly void RunShared(int threads)
    {
        int pieces = 4 * threads;
        int rows = Math.Max(6, (M + pieces - 1) / pieces);
        rows = (rows + 5) / 6 * 6;
        int rowParts = (M + rows - 1) / rows, panelParts = Math.Clamp(pieces / rowParts, 1, Panels.Count);
        var call = this;
        WorkPool.For(rowParts * panelParts, threads, part =>
        {
            int r = part / panelParts, p = part % panelParts;
            call.Run(r * rows, Math.Min(call.M, (r + 1) * rows),
                (int)((long)call.Panels.Count * p / panelParts), (int)((long)call.Panels.Count * (p + 1) / panelParts));
        });
    }

    private struct Part : ISimdWork
    {
        public GemmCall Call;
        public int FromRow, ToRow, FromPanel, ToPanel;

        public readonly void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct =>
            GemmBlocks<TSimd, V>.Run(Call, FromRow, ToRow, FromPanel, ToPanel);
    }
}
