namespace Recsys.MLNet.Numerics;

/// <summary>The pair head: how much a user's vector and an item's vector go together, by a product and a small network at once.</summary>
/// <remarks>
/// <code>
/// a = relu([p q]·W1 + b1)      h = relu(a·W2 + b2)      logit = (p ∘ q)·g + h·v + c
/// loss = −y·ln σ(logit) − (1 − y)·ln(1 − σ(logit))
/// </code>
/// Shapes: x = [p q] (B, 2F); W1 (2F, H), b1 (H), W2 (H, K), b2 (K), v (K), g (F), c (1), all in one array in this order, so that an
/// optimiser sees one vector. Backward wants the forward pass of the same batch in the workspace and adds nothing to what it writes over.
/// Invariants the tests hold: gradients by finite differences; a batch scores as its rows do one by one.
/// He et al. 2017, "Neural collaborative filtering", §3.4 (the two parts share their embeddings here).
/// </remarks>
internal sealed class PairNetwork
{
    /// <summary>A network over existing parameters.</summary>
    public PairNetwork(int factors, int hidden, int second, float[] parameters)
    {
        (Factors, Hidden, Second, Parameters) = (factors, hidden, second, parameters);
        if (parameters.Length != Size(factors, hidden, second))
            throw new ArgumentException($"parameters hold {parameters.Length} values; expected {Size(factors, hidden, second)} for {factors} factors and layers of {hidden} and {second}.");
    }

    public int Factors { get; }

    public int Hidden { get; }

    public int Second { get; }

    public float[] Parameters { get; }

    public Range W1 => ..(2 * Factors * Hidden);

    public Range B1 => After(W1, Hidden);

    public Range W2 => After(B1, Hidden * Second);

    public Range B2 => After(W2, Second);

    public Range V => After(B2, Second);

    public Range G => After(V, Factors);

    public Range C => After(G, 1);

    public static int Size(int factors, int hidden, int second) => checked(2 * factors * hidden + hidden + hidden * second + second + second + factors + 1);

    /// <summary>Writes the logits of a batch of pairs.</summary>
    public void Forward(ReadOnlySpan<float> x, int batch, PairWorkspace work, Span<float> logits)
    {
        var a = work.A.AsSpan(0, batch * Hidden);
        Spread(Parameters.AsSpan()[B1], a);
        Gemm.Multiply(batch, Hidden, 2 * Factors, x, 2 * Factors, false, Parameters.AsSpan()[W1], Hidden, false, a, Hidden, accumulate: true);
        Rectify(a);
        Finish(x, batch, work, logits);
    }

    /// <summary>As <see cref="Forward"/> when the workspace holds the first layer already, rectified.</summary>
    public void Finish(ReadOnlySpan<float> x, int batch, PairWorkspace work, Span<float> logits)
    {
        var a = work.A.AsSpan(0, batch * Hidden);
        var h = work.H.AsSpan(0, batch * Second);
        Spread(Parameters.AsSpan()[B2], h);
        Gemm.Multiply(batch, Second, Hidden, a, Hidden, false, Parameters.AsSpan()[W2], Second, false, h, Second, accumulate: true);
        Rectify(h);
        ReadOnlySpan<float> v = Parameters.AsSpan()[V], g = Parameters.AsSpan()[G];
        float c = Parameters[^1];
        for (int n = 0; n < batch; n++)
        {
            var row = x.Slice(n * 2 * Factors, 2 * Factors);
            float sum = c + Lanes.Dot(h.Slice(n * Second, Second), v);
            for (int f = 0; f < Factors; f++)
                sum += row[f] * row[Factors + f] * g[f];
            logits[n] = sum;
        }
    }

    /// <summary>Gradients of the parameters and of x from d, the gradient of the loss by each logit.</summary>
    public void Backward(ReadOnlySpan<float> x, int batch, PairWorkspace work, ReadOnlySpan<float> d, Span<float> gradient, Span<float> dx)
    {
        gradient.Clear();
        var a = work.A.AsSpan(0, batch * Hidden);
        var h = work.H.AsSpan(0, batch * Second);
        var dh = work.DH.AsSpan(0, batch * Second);
        var da = work.DA.AsSpan(0, batch * Hidden);
        ReadOnlySpan<float> v = Parameters.AsSpan()[V], g = Parameters.AsSpan()[G];
        Span<float> db1 = gradient[B1], db2 = gradient[B2], dv = gradient[V], dg = gradient[G];
        for (int n = 0; n < batch; n++)
        {
            gradient[^1] += d[n];
            Lanes.AddScaled(dv, h.Slice(n * Second, Second), d[n]);
            for (int k = 0; k < Second; k++)
            {
                float back = h[n * Second + k] > 0 ? d[n] * v[k] : 0;
                dh[n * Second + k] = back;
                db2[k] += back;
            }
        }
        Gemm.Multiply(Hidden, Second, batch, a, Hidden, true, dh, Second, false, gradient[W2], Second);
        Gemm.Multiply(batch, Hidden, Second, dh, Second, false, Parameters.AsSpan()[W2], Second, true, da, Hidden);
        for (int n = 0; n < batch * Hidden; n++)
            da[n] = a[n] > 0 ? da[n] : 0;
        for (int n = 0; n < batch; n++)
            Lanes.AddScaled(db1, da.Slice(n * Hidden, Hidden), 1);
        Gemm.Multiply(2 * Factors, Hidden, batch, x, 2 * Factors, true, da, Hidden, false, gradient[W1], Hidden);
        Gemm.Multiply(batch, 2 * Factors, Hidden, da, Hidden, false, Parameters.AsSpan()[W1], Hidden, true, dx, 2 * Factors);
        for (int n = 0; n < batch; n++)
        {
            var row = x.Slice(n * 2 * Factors, 2 * Factors);
            var back = dx.Slice(n * 2 * Factors, 2 * Factors);
            for (int f = 0; f < Factors; f++)
            {
                dg[f] += d[n] * row[f] * row[Factors + f];
                back[f] += d[n] * g[f] * row[Factors + f];
                back[Factors + f] += d[n] * g[f] * row[f];
            }
        }
    }

    internal static void Rectify(Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = Math.Max(values[i], 0);
    }

    private static void Spread(ReadOnlySpan<float> bias, Span<float> rows)
    {
        for (int from = 0; from < rows.Length; from += bias.Length)
            bias.CopyTo(rows[from..]);
    }

    private static Range After(Range before, int length) => before.End.Value..(before.End.Value + length);
}
