using Recsys.MLNet.Onnx.Managed.Fusion;

namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>The rows of every head in a tensor of some layout: where a head begins and how far its rows lie apart.</summary>
internal readonly struct HeadRows
{
    private readonly int _start, _batchStep, _headStep;

    /// <param name="tensor">The tensor.</param>
    /// <param name="layout">How heads lie in it.</param>
    /// <param name="heads">Number of heads, for <see cref="HeadLayout.Rows"/>.</param>
    /// <param name="part">Which of <paramref name="parts"/> side by side.</param>
    /// <param name="parts">How many values share the rows.</param>
    public HeadRows(Tensor tensor, HeadLayout layout, int heads, int part, int parts)
    {
        Layout = layout;
        var dims = tensor.Dims;
        if (dims.Length != (layout == HeadLayout.Rows ? 3 : 4))
            throw new InvalidDataException($"{tensor} where {(layout == HeadLayout.Rows ? "batch, tokens and width" : "batch, heads, tokens and width")} are needed");
        if (layout == HeadLayout.Rows)
        {
            (Batch, Heads, Tokens, RowStep) = (dims[0], heads, dims[1], dims[2]);
            int width = dims[2] / parts;
            if (dims[2] % parts != 0 || width % heads != 0)
                throw new InvalidDataException($"{tensor} split among {parts} x {heads} heads");
            (Width, _start, _batchStep, _headStep) = (width / heads, part * width, dims[1] * dims[2], width / heads);
            return;
        }
        bool turned = layout == HeadLayout.Transposed;
        (Batch, Heads, Tokens, Width, RowStep) = (dims[0], dims[1], dims[turned ? 3 : 2], dims[turned ? 2 : 3], dims[3]);
        _headStep = dims[2] * dims[3];
        _batchStep = dims[1] * _headStep;
    }

    public HeadLayout Layout { get; }

    public int Batch { get; }

    public int Heads { get; }

    public int Tokens { get; }

    public int Width { get; }

    /// <summary>Elements from a row to the next.</summary>
    public int RowStep { get; }

    /// <summary>Where a head begins; one batch or one head serves all.</summary>
    public int At(int batch, int head) => _start + (Batch == 1 ? 0 : batch * _batchStep) + (Heads == 1 ? 0 : head * _headStep);
}
