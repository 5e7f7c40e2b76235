using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>A <see cref="TextNetwork"/> that learns: texts lose words at random, so that no single word decides.</summary>
/// <param name="options">How many words are lost.</param>
/// <param name="network">The parameters.</param>
/// <param name="tokens">The tokens of each item.</param>
internal sealed class TextLearner(TextEncoderOptions options, TextNetwork network, int[][] tokens) : IItemLearner
{
    private readonly TextBatch _texts = new();
    private readonly TextOptimizer _optimizer = new(network);

    public int Dimensions => network.Dimensions;

    public float[] EncodeAll(RunSettings run) => TrainedTextEncoder.Encode(network, tokens, run);

    public Memory<float> Forward(ReadOnlySpan<int> items, RandomStream random, RunSettings run)
    {
        _texts.Clear();
        var kept = new List<int>();
        foreach (int item in items)
        {
            kept.Clear();
            foreach (int token in tokens[item])
                if (options.WordDropout == 0 || random.NextFloat() >= options.WordDropout)
                    kept.Add(token);
            _texts.Add(kept.Count > 0 ? System.Runtime.InteropServices.CollectionsMarshal.AsSpan(kept) : tokens[item].AsSpan(0, 1));
        }
        _texts.Forward(network, run);
        return _texts.Vectors.AsMemory(0, _texts.Texts * Dimensions);
    }

    public void Learn(Span<float> gradients, float rate, RunSettings run) => _optimizer.Step(_texts.Backward(network, gradients, run), rate, run);
}
