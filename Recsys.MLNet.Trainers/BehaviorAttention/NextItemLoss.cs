using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Loss of the next item at every position against one set of candidates, and its gradients.</summary>
/// <remarks>
/// With s⁺ = h·v_target and s_c = h·v_c − log E[c is sampled] for candidates c ≠ target:
/// <code>
/// softmax   −log( exp s⁺ / (exp s⁺ + Σ_c exp s_c) )
/// binary    −β·log σ(s⁺) − Σ_c log(1 − σ(s_c))·share           β = 1, or tempered
/// </code>
/// Shapes: h, dh (P, D), vectors, dvectors (U, D) with the S candidates first, logits (rows, S) in blocks of rows.
/// Wu et al. 2024, "On the effectiveness of sampled softmax loss for item recommendation"; Petrov and Macdonald 2023, "gSASRec", §4.
/// </remarks>
public sealed class NextItemLoss(int width, BehaviorLoss kind)
{
    private const int LogitsAtOnce = 1 << 20;
    private float[] _logits = [];

    /// <summary>Exponent of the positive's probability under <see cref="BehaviorLoss.GeneralizedBinaryCrossEntropy"/>.</summary>
    public float Beta { get; set; } = 1;

    /// <summary>Sum of the losses of all positions; gradients of that sum times <paramref name="scale"/> are set in dh and added to dvectors.</summary>
    public double Compute(ReadOnlySpan<float> h, ReadOnlySpan<int> targets, ReadOnlySpan<float> vectors, PackedMatrix candidates, ReadOnlySpan<float> logExpected, float scale, Span<float> dh, Span<float> dVectors)
    {
        int positions = targets.Length, s = candidates.N, block = Math.Clamp(LogitsAtOnce / Math.Max(1, s), 6, Math.Max(6, positions));
        if (_logits.Length < block * s)
            _logits = new float[block * s];
        double loss = 0;
        for (int from = 0; from < positions; from += block)
        {
            int rows = Math.Min(block, positions - from);
            var logits = _logits.AsSpan(0, rows * s);
            var part = h.Slice(from * width, rows * width);
            Gemm.Multiply(part, rows, width, candidates, logExpected, logits, s);
            for (int i = 0; i < rows; i++)
            {
                int target = targets[from + i];
                var row = logits.Slice(i * s, s);
                var vector = vectors.Slice(target * width, width);
                float own = Lanes.Dot(part.Slice(i * width, width), vector);
                if (target < s)
                    row[target] = float.NegativeInfinity; // the answer is no wrong answer
                float slope = kind is BehaviorLoss.SampledSoftmax or BehaviorLoss.FullSoftmax ? SoftmaxRow(row, own, scale, ref loss) : BinaryRow(row, own, scale, ref loss);
                var gradient = dh.Slice((from + i) * width, width);
                TensorPrimitives.Multiply(vector, slope, gradient);
                Lanes.AddScaled(dVectors.Slice(target * width, width), part.Slice(i * width, width), slope);
            }
            Gemm.Multiply(rows, width, s, logits, s, false, vectors, width, false, dh.Slice(from * width, rows * width), width, accumulate: true);
            Gemm.Multiply(s, width, rows, logits, s, true, part, width, false, dVectors, width, accumulate: true);
        }
        return loss;
    }

    /// <summary>Turns logits into their gradients; returns the gradient of the target's own score.</summary>
    private static float SoftmaxRow(Span<float> row, float own, float scale, ref double loss)
    {
        float top = MathF.Max(own, TensorPrimitives.Max<float>(row));
        TensorPrimitives.Subtract(row, top, row);
        VectorMath.Exp(row, row);
        float mine = MathF.Exp(own - top), sum = mine + TensorPrimitives.Sum<float>(row);
        TensorPrimitives.Multiply(row, scale / sum, row);
        loss += Math.Log(sum) - (own - top);
        return (mine / sum - 1) * scale;
    }

    private float BinaryRow(Span<float> row, float own, float scale, ref double loss)
    {
        float share = scale / row.Length;
        VectorMath.Sigmoid(row, row);
        double others = 0;
        foreach (float p in row)
            others -= Math.Log(Math.Max(1e-12, 1 - p));
        TensorPrimitives.Multiply(row, share, row);
        float mine = 1 / (1 + MathF.Exp(-own));
        loss += others / row.Length - Beta * Math.Log(Math.Max(1e-12, mine));
        return -Beta * (1 - mine) * scale;
    }
}
