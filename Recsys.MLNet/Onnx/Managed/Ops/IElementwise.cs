namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>A function of two elements, and its loops over rows where either side may be one number.</summary>
internal interface IElementwise<TSelf, TIn, TOut> where TSelf : IElementwise<TSelf, TIn, TOut> where TIn : unmanaged where TOut : unmanaged
{
    static abstract TOut Of(TIn a, TIn b);

    static virtual void Rows(ReadOnlySpan<TIn> a, ReadOnlySpan<TIn> b, Span<TOut> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = TSelf.Of(a[i], b[i]);
    }

    static virtual void RowScalar(ReadOnlySpan<TIn> a, TIn b, Span<TOut> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = TSelf.Of(a[i], b);
    }

    static virtual void ScalarRow(TIn a, ReadOnlySpan<TIn> b, Span<TOut> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = TSelf.Of(a, b[i]);
    }
}
