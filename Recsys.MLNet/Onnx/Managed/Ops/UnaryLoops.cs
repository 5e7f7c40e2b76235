namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>Loops of the operators of one number.</summary>
internal static class UnaryLoops
{
    /// <summary>Applies a function element by element, for operators that no model spends time in.</summary>
    public static UnaryOperation Each(Func<float, float> of) => new((from, to) =>
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = of(from[i]);
    });

    public static void Not(ReadOnlySpan<long> from, Span<long> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = from[i] == 0 ? 1 : 0;
    }

    /// <summary>x where x is above 0, otherwise <paramref name="slope"/>·x.</summary>
    public static UnaryOperation Leaky(float slope) => Each(x => x >= 0 ? x : slope * x);

    /// <summary>max(0, min(1, α·x + β)).</summary>
    public static UnaryOperation HardSigmoid(float alpha, float beta) => Each(x => MathF.Max(0, MathF.Min(1, alpha * x + beta)));

    /// <summary>x where x is above 0, otherwise α·(eˣ − 1).</summary>
    public static UnaryOperation Elu(float alpha) => Each(x => x >= 0 ? x : alpha * (MathF.Exp(x) - 1));

    /// <summary>log(1 + eˣ), exact where eˣ overflows.</summary>
    public static float Softplus(float x) => MathF.Max(x, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(x)));
}
