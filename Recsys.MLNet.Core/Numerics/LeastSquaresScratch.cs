namespace Recsys.MLNet.Numerics;

/// <summary>Working memory of <see cref="LeastSquaresKernel"/>: one for each thread, grown to the longest row it meets.</summary>
internal sealed class LeastSquaresScratch(int factors)
{
    /// <summary>The normal matrix, (F, F).</summary>
    public float[] Normal { get; } = new float[factors * factors];

    /// <summary>Its right-hand side, (F).</summary>
    public float[] Right { get; } = new float[factors];

    /// <summary>Rows of the fixed side gathered for one row.</summary>
    public float[] Rows { get; private set; } = [];

    /// <summary>What the current solution leaves unexplained of each entry.</summary>
    public float[] Residuals { get; private set; } = [];

    /// <summary>Makes room for a row of <paramref name="entries"/> entries.</summary>
    public void Reserve(int entries)
    {
        if (Residuals.Length >= entries)
            return;
        int capacity = Math.Max(entries, Math.Min(2 * Residuals.Length, 1 << 20));
        Residuals = new float[capacity];
        Rows = new float[checked(capacity * factors)];
    }
}
