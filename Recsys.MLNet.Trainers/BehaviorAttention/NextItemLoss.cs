using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Loss of the next items at every position against one set of candidates, and its gradients.</summary>
/// <remarks>
/// With s_a = h·v_a for the a-th item that follows, weight w_a = (1/a) / Σ 1/a, and s_c = h·v_c − log E[c is sampled] for candidates c that do not follow:
/// <code>
/// softmax   Σ_a w_a · −log( exp s_a / (exp s_a + Σ_c exp s_c) )
/// binary    Σ_a w_a · −β·log σ(s_a)  −  mean_c log(1 − σ(s_c))           β = 1, or tempered
/// pairs     Σ_a w_a · mean_c log(1 + exp(s_c − s_a))
/// </code>
/// Shapes: h, dh (P, D), targets (P, A) with −1 where nothing follows, vectors, dvectors (U, D) with the S candidates first, logits (rows, S) in blocks of rows.
/// Wu et al. 2024, "On the effectiveness of sampled softmax loss for item recommendation"; Petrov and Macdonald 2023, "gSASRec", §4;
/// Rendle et al. 2009, "BPR"; Pancha et al. 2022, "PinnerFormer", for looking further than one step.
/// </remarks>
public sealed class NextItemLoss(int width, BehaviorLoss kind)
{
    private const int LogitsAtOnce = 1 << 20;
    private float[] _logits = [], _pairs = [], _own = [], _slopes = [];

    /// <summary>Exponent of the positive's probability under <see cref="BehaviorLoss.GeneralizedBinaryCrossEntropy"/>.</summary>
    public float Beta { get; set; } = 1;

    /// <summary>Sum of the losses of all positions; gradients of that sum times <paramref name="scale"/> are set in dh and added to dvectors.</summary>
    public double Compute(ReadOnlySpan<float> h, ReadOnlySpan<int> targets, ReadOnlySpan<float> vectors, PackedMatrix candidates, ReadOnlySpan<float> logExpected, float scale, Span<float> dh, Span<float> dVectors) =>
        Compute(h, targets, vectors, candidates, logExpected, scale, dh, dVectors, [], []);

    /// <summary>The same with scores from elsewhere added: <paramref name="more"/>, (P, S), to those of candidates, <paramref name="moreOwn"/>, (P, A), to those of targets; both become gradients.</summary>
    internal double Compute(ReadOnlySpan<float> h, ReadOnlySpan<int> targets, ReadOnlySpan<float> vectors, PackedMatrix candidates, ReadOnlySpan<float> logExpected, float scale, Span<float> dh, Span<float> dVectors, Span<float> more, Span<float> moreOwn)
    {
        int positions = h.Length / width, ahead = targets.Length / Math.Max(1, positions), s = candidates.N, block = Math.Clamp(LogitsAtOnce / Math.Max(1, s), 6, Math.Max(6, positions));
        if (_logits.Length < block * s)
            _logits = new float[block * s];
        if (_own.Length < ahead)
            (_own, _slopes) = (new float[ahead], new float[ahead]);
        double loss = 0;
        for (int from = 0; from < positions; from += block)
        {
            int rows = Math.Min(block, positions - from);
            var logits = _logits.AsSpan(0, rows * s);
            var part = h.Slice(from * width, rows * width);
            Gemm.Multiply(part, rows, width, candidates, logExpected, logits, s);
            if (!more.IsEmpty)
                TensorPrimitives.Add(logits, more.Slice(from * s, rows * s), logits);
            for (int i = 0; i < rows; i++)
            {
                var follow = targets.Slice((from + i) * ahead, ahead);
                while (follow is [.., < 0])
                    follow = follow[..^1];
                var row = logits.Slice(i * s, s);
                var here = part.Slice(i * width, width);
                var gradient = dh.Slice((from + i) * width, width);
                float weights = 0;
                for (int a = 0; a < follow.Length; a++)
                {
                    _own[a] = Lanes.Dot(here, vectors.Slice(follow[a] * width, width)) + (moreOwn.IsEmpty ? 0 : moreOwn[(from + i) * ahead + a]);
                    weights += _slopes[a] = 1f / (a + 1);
                    if (follow[a] < s)
                        row[follow[a]] = float.NegativeInfinity; // the answer is no wrong answer
                }
                Span<float> own = _own.AsSpan(0, follow.Length), slopes = _slopes.AsSpan(0, follow.Length);
                TensorPrimitives.Divide(slopes, weights, slopes);
                loss += kind switch
                {
                    BehaviorLoss.SampledSoftmax or BehaviorLoss.FullSoftmax => SoftmaxRow(row, own, slopes, scale),
                    BehaviorLoss.PairCrossEntropy => PairRow(row, own, slopes, scale),
                    _ => BinaryRow(row, own, slopes, scale),
                };
                gradient.Clear();
                if (!moreOwn.IsEmpty)
                    slopes.CopyTo(moreOwn[((from + i) * ahead)..]);
                for (int a = 0; a < follow.Length; a++)
                {
                    Lanes.AddScaled(gradient, vectors.Slice(follow[a] * width, width), slopes[a]);
                    Lanes.AddScaled(dVectors.Slice(follow[a] * width, width), here, slopes[a]);
                }
            }
            if (!more.IsEmpty)
                logits.CopyTo(more[(from * s)..]);
            Gemm.Multiply(rows, width, s, logits, s, false, vectors, width, false, dh.Slice(from * width, rows * width), width, accumulate: true);
            Gemm.Multiply(s, width, rows, logits, s, true, part, width, false, dVectors, width, accumulate: true);
        }
        return loss;
    }

    /// <summary>Turns logits into their gradients and the weights of the following items into the gradients of their scores.</summary>
    private static double SoftmaxRow(Span<float> row, Span<float> own, Span<float> slopes, float scale)
    {
        float top = MathF.Max(TensorPrimitives.Max<float>(own), TensorPrimitives.Max<float>(row)), pull = 0;
        TensorPrimitives.Subtract(row, top, row);
        VectorMath.Exp(row, row);
        float others = TensorPrimitives.Sum<float>(row);
        double loss = 0;
        for (int a = 0; a < own.Length; a++)
        {
            float mine = MathF.Exp(own[a] - top), sum = mine + others;
            loss += slopes[a] * (Math.Log(sum) - (own[a] - top));
            pull += slopes[a] / sum;
            slopes[a] *= (mine / sum - 1) * scale;
        }
        TensorPrimitives.Multiply(row, scale * pull, row);
        return loss;
    }

    private double BinaryRow(Span<float> row, Span<float> own, Span<float> slopes, float scale)
    {
        float share = scale / row.Length;
        VectorMath.Sigmoid(row, row);
        double loss = 0;
        foreach (float p in row)
            loss -= Math.Log(Math.Max(1e-12, 1 - p));
        loss /= row.Length;
        TensorPrimitives.Multiply(row, share, row);
        for (int a = 0; a < own.Length; a++)
        {
            float mine = 1 / (1 + MathF.Exp(-own[a]));
            loss -= slopes[a] * Beta * Math.Log(Math.Max(1e-12, mine));
            slopes[a] *= -Beta * (1 - mine) * scale;
        }
        return loss;
    }

    private double PairRow(Span<float> row, Span<float> own, Span<float> slopes, float scale)
    {
        if (_pairs.Length < 2 * row.Length)
            _pairs = new float[2 * row.Length];
        Span<float> margins = _pairs.AsSpan(0, row.Length), sum = _pairs.AsSpan(row.Length, row.Length);
        sum.Clear();
        double loss = 0;
        for (int a = 0; a < own.Length; a++)
        {
            TensorPrimitives.Subtract(row, own[a], margins);
            VectorMath.Sigmoid(margins, margins);
            double part = 0;
            foreach (float wrong in margins)
                part -= Math.Log(Math.Max(1e-12, 1 - wrong));
            loss += slopes[a] * part / row.Length;
            float share = slopes[a] * scale / row.Length;
            slopes[a] = -share * TensorPrimitives.Sum<float>(margins);
            Lanes.AddScaled(sum, margins, share);
        }
        sum.CopyTo(row);
        return loss;
    }
}
