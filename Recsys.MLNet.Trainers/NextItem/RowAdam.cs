namespace Recsys.MLNet.Trainers.NextItem;

/// <summary>Adam on the rows of a table that a step touched; other rows keep their moments as they are.</summary>
/// <remarks>
/// <code>
/// m ← β₁m + (1−β₁)g      v ← β₂v + (1−β₂)g²      w ← w − η m̂ / (√v̂ + ε)
/// </code>
/// Kingma and Ba 2015, "Adam", Algorithm 1, with the bias correction counted in the steps of each row.
/// </remarks>
internal sealed class RowAdam(int rows, int width)
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;
    private readonly float[] _first = new float[(long)rows * width];
    private readonly float[] _second = new float[(long)rows * width];
    private readonly int[] _steps = new int[rows];

    public void Update(int row, Span<float> weights, ReadOnlySpan<float> gradient, float rate)
    {
        int step = ++_steps[row];
        float correct1 = 1 / (1 - MathF.Pow(Beta1, step)), correct2 = 1 / (1 - MathF.Pow(Beta2, step));
        var m = _first.AsSpan(row * width, width);
        var v = _second.AsSpan(row * width, width);
        for (int i = 0; i < gradient.Length; i++)
        {
            float g = gradient[i];
            m[i] = Beta1 * m[i] + (1 - Beta1) * g;
            v[i] = Beta2 * v[i] + (1 - Beta2) * g * g;
            weights[i] -= rate * m[i] * correct1 / (MathF.Sqrt(v[i] * correct2) + Epsilon);
        }
    }
}
