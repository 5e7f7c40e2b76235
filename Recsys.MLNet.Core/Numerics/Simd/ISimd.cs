namespace Recsys.MLNet.Numerics;

/// <summary>The vector operations that kernels are written in, so that one generic kernel serves every width.</summary>
/// <remarks>
/// <typeparamref name="V"/> is the bare hardware vector (or <see cref="float"/> for one lane): the compiler specialises a kernel
/// for each pair of types and keeps its locals in registers. A comparison gives a mask of all-ones lanes.
/// Where <see cref="MulAdd"/> is not fused by the hardware it rounds twice: results differ between instruction sets in the last bits.
/// </remarks>
internal unsafe interface ISimd<V> where V : struct
{
    /// <summary>Lanes.</summary>
    static abstract int Count { get; }

    static abstract V Load(float* p);

    /// <summary>Widens bfloat16 values.</summary>
    static abstract V LoadBrain(ushort* p);

    /// <summary>Widens IEEE half values; infinities and NaN are not expected.</summary>
    static abstract V LoadHalf(ushort* p);

    static abstract void Store(V v, float* p);

    static abstract V Splat(float x);

    static abstract V Add(V a, V b);

    static abstract V Sub(V a, V b);

    static abstract V Mul(V a, V b);

    static abstract V Div(V a, V b);

    static abstract V Sqrt(V a);

    static abstract V Abs(V a);

    /// <summary>a·b + c.</summary>
    static abstract V MulAdd(V a, V b, V c);

    /// <summary>The larger, by the hardware's own rule: NaN comes through when it is in b.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The smaller, by the hardware's own rule: NaN comes through when it is in b.</summary>
    static abstract V Min(V a, V b);

    /// <summary>To the nearest integer, ties to even.</summary>
    static abstract V Round(V a);

    /// <summary>2ⁿ for integers n in −127..127; −127 gives 0.</summary>
    static abstract V Pow2(V n);

    /// <summary>|a| with the sign of s.</summary>
    static abstract V CopySign(V a, V s);

    static abstract V Less(V a, V b);

    /// <summary>a where the mask is set, otherwise b.</summary>
    static abstract V Select(V mask, V a, V b);

    /// <summary>One bit for each lane, lane 0 lowest: a &gt; b.</summary>
    static abstract uint GreaterBits(V a, V b);

    static abstract float Sum(V a);

    /// <summary>Writes the sums of four vectors, all four in the same order of lanes.</summary>
    static abstract void Sum4(V a, V b, V c, V d, float* into);

    /// <summary>The largest lane; NaN lanes make the result unspecified.</summary>
    static abstract float MaxLane(V a);
}
