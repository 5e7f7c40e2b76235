using System.Buffers;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Models;

/// <summary>Finds user vectors against the fixed items of a <see cref="FactorModel"/>, with the kernels of training.</summary>
internal sealed class UserFolder(FactorModel model)
{
    [ThreadStatic]
    private static LeastSquaresScratch? _scratch;
    [ThreadStatic]
    private static int _scratchFactors;

    private readonly Lazy<float[]> _gram = new(() => GramMatrix.Compute(model.Items, model.FoldIn.UnobservedWeight, new RunSettings { Threads = 1 }));

    /// <summary>Writes the vector for that history and returns the bias.</summary>
    public float Fold(in UserContext user, bool known, Span<float> vector)
    {
        int[] items = ArrayPool<int>.Shared.Rent(user.Items.Length);
        float[] weights = ArrayPool<float>.Shared.Rent(user.Items.Length);
        try
        {
            int count = HistoryItems.Merge(user, model.ItemCount, lastCounts: model.FoldIn.Objective == FoldInObjective.Rating, items, weights);
            return model.FoldIn.Objective switch
            {
                FoldInObjective.Implicit => Implicit(items.AsSpan(0, count), weights.AsSpan(0, count), vector),
                FoldInObjective.Rating => Rating(items.AsSpan(0, count), weights.AsSpan(0, count), vector),
                _ => Pairwise(user.User, known, items.AsSpan(0, count), vector),
            };
        }
        finally
        {
            ArrayPool<int>.Shared.Return(items);
            ArrayPool<float>.Shared.Return(weights);
        }
    }

    private float Implicit(ReadOnlySpan<int> items, Span<float> weights, Span<float> vector)
    {
        var settings = model.FoldIn;
        double total = 0;
        for (int i = 0; i < weights.Length; i++)
            total += weights[i] = settings.Confidence(weights[i]);
        if (!LeastSquaresKernel.Solve(model.Items, _gram.Value, settings.Ridge(total, model.ItemCount), items, weights, [], vector, Scratch(model.Factors)))
            model.AverageUser.CopyTo(vector);
        return 0;
    }

    /// <summary>The bias is one more factor whose item side is 1.</summary>
    private float Rating(ReadOnlySpan<int> items, ReadOnlySpan<float> ratings, Span<float> vector)
    {
        int f = model.Factors, wide = f + 1;
        var scratch = Scratch(wide);
        scratch.Reserve(items.Length);
        var rows = scratch.Rows.AsSpan(0, items.Length * wide);
        var normal = scratch.Normal.AsSpan(0, wide * wide);
        var right = scratch.Right.AsSpan(0, wide);
        normal.Clear();
        right.Clear();
        for (int i = 0; i < items.Length; i++)
        {
            var row = rows.Slice(i * wide, wide);
            model.Items.Row(items[i]).CopyTo(row);
            row[f] = 1;
            Lanes.AddScaled(right, row, ratings[i] - model.Mean - (model.ItemBias.Length > 0 ? model.ItemBias[items[i]] : 0));
        }
        SymmetricUpdate.Add(rows, items.Length, wide, normal, wide);
        float ridge = Math.Max(model.FoldIn.Regularization, 1e-6f) * Math.Max(1, items.Length); // λ is counted once for each rating, as in training
        for (int k = 0; k < wide; k++)
            normal[k * wide + k] += ridge;
        if (!SmallCholesky.Solve(normal, wide, right))
            right.Clear();
        right[..f].CopyTo(vector);
        return right[f];
    }

    private float Pairwise(int user, bool known, ReadOnlySpan<int> items, Span<float> vector)
    {
        (known ? model.Users.Row(user) : model.AverageUser).CopyTo(vector);
        if (items.Length == 0 || items.Length == model.ItemCount)
            return 0;
        var settings = model.FoldIn;
        var random = new RandomStream(user, "fold-in", items.Length);
        ref float p = ref vector[0];
        for (int step = 0; step < settings.Steps; step++)
        {
            foreach (int item in items)
            {
                int other = random.NextInt(model.ItemCount);
                if (items.BinarySearch(other) >= 0)
                    continue;
                ref float a = ref model.Items.Row(item)[0];
                ref float b = ref model.Items.Row(other)[0];
                float bias = model.ItemBias.Length > 0 ? model.ItemBias[item] - model.ItemBias[other] : 0;
                float margin = PairwiseKernel.Margin(ref p, ref a, ref b, model.Factors) + bias;
                PairwiseKernel.UserStep(ref p, ref a, ref b, model.Factors, 1 / (1 + MathF.Exp(margin)), settings.LearningRate, settings.Regularization);
            }
        }
        return 0;
    }

    private static LeastSquaresScratch Scratch(int factors)
    {
        if (_scratch is null || _scratchFactors != factors)
            (_scratch, _scratchFactors) = (new LeastSquaresScratch(factors), factors);
        return _scratch;
    }
}
