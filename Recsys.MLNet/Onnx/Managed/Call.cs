namespace Recsys.MLNet.Onnx.Managed;

/// <summary>What an operation sees of the run it is part of: its inputs, its outputs to be made, memory.</summary>
internal readonly ref struct Call(Frame frame, Step step)
{
    public int InputCount => step.Inputs.Length;

    public int OutputCount => step.Outputs.Length;

    public int Threads => frame.Threads;

    public Arena Arena => frame.Arena;

    public Tensor In(int i) => Maybe(i) ?? throw new InvalidDataException($"input {i} is missing");

    public Tensor? Maybe(int i) => i < step.Inputs.Length && step.Inputs[i] >= 0 ? frame[step.Inputs[i]] : null;

    public bool Wants(int output) => output < step.Outputs.Length && step.Outputs[output] >= 0;

    /// <summary>Makes an output and returns its elements, not cleared.</summary>
    public Span<T> Make<T>(OnnxElementType type, ReadOnlySpan<int> dims, int output = 0) where T : unmanaged
    {
        var tensor = frame[step.Outputs[output]];
        tensor.Set(type, dims, frame.Rent(Tensor.StorageOf(type), Tensor.CountOf(dims)), 0);
        return tensor.Values<T>();
    }

    public Span<float> MakeFloats(ReadOnlySpan<int> dims, OnnxElementType type = OnnxElementType.Float, int output = 0) => Make<float>(type, dims, output);

    public Span<long> MakeLongs(ReadOnlySpan<int> dims, OnnxElementType type = OnnxElementType.Int64, int output = 0) => Make<long>(type, dims, output);

    /// <summary>Makes the output in the memory of an input that dies here and has the same size, or else in fresh memory.</summary>
    public Span<float> MakeFloatsOver(int input, ReadOnlySpan<int> dims, OnnxElementType type)
    {
        var from = In(input);
        if (!step.Dies[input] || !from.Memory.Pooled || from.Memory.Uses != 1 || from.Count != Tensor.CountOf(dims))
            return MakeFloats(dims, type);
        return View(from, dims, type).Floats;
    }

    /// <summary>Makes the output another shape over the memory of an input.</summary>
    public Tensor View(Tensor from, ReadOnlySpan<int> dims, OnnxElementType? type = null, int offset = 0, int output = 0)
    {
        var buffer = from.Memory;
        if (buffer.Pooled)
            buffer.Uses++;
        var tensor = frame[step.Outputs[output]];
        tensor.Set(type ?? from.Type, dims, buffer, from.Offset + offset);
        return tensor;
    }

    /// <summary>An output that was made.</summary>
    public Tensor Result(int output = 0) => frame[step.Outputs[output]];

    /// <summary>Scratch memory; hand it to <see cref="Done"/>.</summary>
    public Buffer Rent(int floats) => frame.Rent(Storage.Floats, floats);

    public void Done(Buffer scratch) => frame.Arena.Return(scratch);
}
