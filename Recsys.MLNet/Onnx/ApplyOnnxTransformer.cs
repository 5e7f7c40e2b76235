using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Onnx;

/// <summary>Runs a column of vectors through an ONNX model, a batch at a time: image or audio vectors, scores of models trained elsewhere.</summary>
/// <remarks>The model is saved with the component; backend, device and threads are not.</remarks>
public sealed class ApplyOnnxTransformer : RowComponent
{
    internal const string SectionKind = "component-apply-onnx";

    private readonly string _output, _input, _port, _result;
    private readonly byte[] _model;
    private readonly OnnxSession _session;
    private readonly int _wanted, _width;
    private readonly bool _single;

    /// <summary>A component over a model in memory.</summary>
    public ApplyOnnxTransformer(string output, string input, byte[] model, string? port = null, string? result = null, OnnxSessionOptions? session = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_output, _input, _model) = (output, input, model);
        using (var read = OnnxReader.Read(model))
            _result = result ?? read.Graph.Outputs.FirstOrDefault()?.Name ?? throw new ModelFormatException("The model has no outputs. The file is damaged.");
        _session = OnnxSession.Open(model, (session ?? new()) with { Outputs = [_result] });
        var taken = port is null && _session.Inputs.Count == 1 ? _session.Inputs[0] : _session.Inputs.FirstOrDefault(candidate => candidate.Name == port)
            ?? throw new ArgumentException($"The model has the inputs {string.Join("; ", _session.Inputs)}; name the one that takes the vectors in ApplyOnnxOptions.Input.");
        if (_session.Inputs.Count != 1 || !OnnxValue.Holds(taken.Type) || taken.Shape is not { Count: 2 } shape)
            throw new SchemaMismatchException($"The model takes {string.Join("; ", _session.Inputs)}; ApplyOnnx feeds one input of floats, batch x width. For texts use EncodeOnnx.");
        (_port, _wanted, _single) = (taken.Name, (int)shape[1].Size, shape[0].Size == 1);
        _width = Width();
        Inputs = [ComponentInput.Vector(input)];
    }

    /// <summary>Which backend runs the model, and why.</summary>
    public string Backend => $"{_session.Backend}: {_session.BackendReason}";

    /// <inheritdoc/>
    public override string Kind => SectionKind;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentInput> Inputs { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema) => [ComponentOutput.Vector(_output, _width)];

    /// <inheritdoc/>
    protected internal override void Compute(RowBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
            return;
        int size = _wanted >= 0 ? _wanted : batch.Row<float>(0, 0).Length, step = _single ? 1 : batch.Count;
        var vectors = new float[batch.Count * size];
        for (int row = 0; row < batch.Count; row++)
        {
            var vector = batch.Row<float>(0, row);
            if (vector.Length != size)
                throw new SchemaMismatchException($"Column '{_input}' holds a vector of {vector.Length} numbers; the model takes {size}.");
            vector.CopyTo(vectors.AsSpan(row * size));
        }
        var to = batch.Output<float>(0);
        for (int row = 0; row < batch.Count; row += step)
        {
            using var result = _session.Run([(_port, OnnxValue.Of(vectors.AsMemory(row * size, step * size), step, size))], Run.Cancellation);
            if (result[0].Count != step * _width)
                throw new SchemaMismatchException($"The model made {result[0].Count} numbers of {step} rows; expected {_width} for each.");
            result[0].Floats.CopyTo(to[(row * _width)..]);
        }
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write([_output, _input, _port, _result]);
        writer.Write<byte>(_model);
    }

    internal static ApplyOnnxTransformer Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return reader.ReadStrings() is [var output, var input, var port, var result]
            ? new(output, input, reader.ReadArray<byte>(), port, result) : throw SavedPart.Damaged(SectionKind);
    }

    private int Width()
    {
        var shape = _session.Outputs[0].Shape;
        if (shape is { Count: > 0 } && shape.Skip(1).All(size => size.Size > 0))
            return checked((int)shape.Skip(1).Aggregate(1L, (product, size) => product * size.Size));
        if (_wanted < 0)
            throw new SchemaMismatchException("The model states neither the width of its input nor that of its output; export it with fixed widths.");
        using var result = _session.Run([(_port, OnnxValue.Of(new float[_wanted], 1, _wanted))]);
        return result[0].Count;
    }
}
