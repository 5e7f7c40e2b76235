using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Texts of one step: forward to unit vectors, backward to gradients, parallel over texts and over tokens.</summary>
/// <remarks>
/// Shapes: N texts, T tokens of all texts together, Vectors and gradients of them (N, O). Every sum is taken in one order whatever
/// the number of threads: by text, by token, or within <see cref="Gemm"/>.
/// </remarks>
internal sealed class TextBatch
{
    private readonly List<int> _tokens = [];
    private readonly List<int> _starts = [0];
    private float[] _attention = [], _pooled = [], _projected = [], _lengths = [], _tokenGradients = [], _logitGradients = [];

    public int Texts => _starts.Count - 1;

    /// <summary>Unit vectors, (N, O), after <see cref="Forward"/>.</summary>
    public float[] Vectors { get; private set; } = [];

    public void Clear()
    {
        _tokens.Clear();
        _starts.Clear();
        _starts.Add(0);
    }

    /// <summary>Adds a text of at least one token.</summary>
    public void Add(ReadOnlySpan<int> tokens)
    {
        _tokens.AddRange(tokens);
        _starts.Add(_tokens.Count);
    }

    public void Forward(TextNetwork network, RunSettings run)
    {
        int n = Texts, d = network.Width, o = network.Dimensions;
        Grow(ref _attention, _tokens.Count);
        Grow(ref _pooled, n * d);
        Grow(ref _projected, n * o);
        Grow(ref _lengths, n);
        if (Vectors.Length < n * o)
            Vectors = new float[n * o];
        run.ParallelFor(n, i => AttentionPoolingKernel.Forward(network, TokensOf(i), AttentionOf(i), _pooled.AsSpan(i * d, d)));
        Gemm.Multiply(n, o, d, _pooled, d, false, network.Projection.Values, o, false, _projected, o, threads: run.EffectiveThreads);
        for (int i = 0; i < n; i++)
        {
            var raw = _projected.AsSpan(i * o, o);
            _lengths[i] = Math.Max(TensorPrimitives.Norm<float>(raw), 1e-12f);
            TensorPrimitives.Multiply(raw, 1 / _lengths[i], Vectors.AsSpan(i * o, o));
        }
    }

    /// <summary>Gradients of all parameters from those of the unit vectors, which are overwritten.</summary>
    public TextGradients Backward(TextNetwork network, Span<float> vectorGradients, RunSettings run)
    {
        int n = Texts, d = network.Width, o = network.Dimensions;
        UnitGradient.Backward(Vectors.AsSpan(0, n * o), _lengths, vectorGradients, o);
        var gradients = new TextGradients(d, o);
        Gemm.Multiply(d, o, n, _pooled, d, true, vectorGradients, o, false, gradients.Projection, o, threads: run.EffectiveThreads);
        var pooledGradients = new float[n * d];
        Gemm.Multiply(n, d, o, vectorGradients, o, false, network.Projection.Values, o, true, pooledGradients, d, threads: run.EffectiveThreads);
        Grow(ref _tokenGradients, _tokens.Count * d);
        Grow(ref _logitGradients, _tokens.Count);
        run.ParallelFor(n, i => AttentionPoolingKernel.Backward(network, TokensOf(i), AttentionOf(i), pooledGradients.AsSpan(i * d, d),
            _tokenGradients.AsSpan(_starts[i] * d, (_starts[i + 1] - _starts[i]) * d), _logitGradients.AsSpan(_starts[i], _starts[i + 1] - _starts[i])));
        GroupByToken(gradients);
        Sum(network, gradients, run);
        return gradients;
    }

    private void GroupByToken(TextGradients gradients)
    {
        // Key and position in one number: positions of a token stay ascending, so that its sum has one order.
        var keys = _tokens.ToArray();
        var order = new long[keys.Length];
        for (int t = 0; t < keys.Length; t++)
            order[t] = (long)keys[t] << 32 | (uint)t;
        Array.Sort(order);
        var positions = Array.ConvertAll(order, k => (int)k);
        gradients.SetPositions(positions, keys);
    }

    private void Sum(TextNetwork network, TextGradients gradients, RunSettings run)
    {
        int d = network.Width;
        run.ParallelFor(gradients.Tokens.Count, k =>
        {
            var row = gradients.RowOf(k);
            row.Clear();
            float logit = 0;
            foreach (int position in gradients.PositionsOf(k))
            {
                TensorPrimitives.Add(row, _tokenGradients.AsSpan(position * d, d), row);
                logit += _logitGradients[position];
            }
            gradients.Bias[k] = logit;
        });
        // gq = Σ_t gl_t e_t, gathered by token: positions of one token share its embedding.
        for (int k = 0; k < gradients.Tokens.Count; k++)
            TensorPrimitives.MultiplyAdd(network.Embeddings.Row(gradients.Tokens[k]), gradients.Bias[k], gradients.Query, gradients.Query);
    }

    private ReadOnlySpan<int> TokensOf(int text) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens)[_starts[text].._starts[text + 1]];

    private Span<float> AttentionOf(int text) => _attention.AsSpan(_starts[text], _starts[text + 1] - _starts[text]);

    private static void Grow(ref float[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new float[length + length / 4];
    }
}
