namespace Recsys.MLNet.Onnx.Managed;

/// <summary>A large batch as parts whose intermediate values stay in the processor's caches.</summary>
internal static class BatchParts
{
    // Rows of a transformer's width: with more, one layer's values no longer stay near the core.
    private const int RowsInPart = 128;

    /// <summary>Items in a part; the whole batch where parting gains nothing.</summary>
    public static int Items(ReadOnlySpan<OnnxValue> inputs)
    {
        if (inputs.IsEmpty || inputs[0].Shape is not [> 1 and var batch, ..])
            return 0;
        long rows = 1;
        foreach (var value in inputs)
        {
            if (value.Shape.IsEmpty || value.Shape[0] != batch)
                return 0; // the model will say what is wrong
            if (!value.IsFloat && value.Shape.Length > 1)
                rows = Math.Max(rows, value.Count / batch);
        }
        int items = (int)Math.Max(1, RowsInPart / rows);
        return items < batch ? items : 0;
    }
}
