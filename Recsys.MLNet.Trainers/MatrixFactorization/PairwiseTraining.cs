using System.Buffers;
using System.Runtime.CompilerServices;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>The loop that BPR and WARP share: passes over blocks of interactions, each compared with items the user does not have.</summary>
internal sealed class PairwiseTraining(string name, PairwiseSettings settings, RunSettings run)
{
    private const int Nobody = -1;

    /// <summary>How many comparisons ahead rows are asked for: far enough to arrive, near enough to still be there.</summary>
    private const int Ahead = 12;

    public FactorModel Fit(InteractionMatrix interactions, FactorModel? start, SeenHistories seen)
    {
        TrainingData.CheckWeights(interactions);
        int padded = Lanes.Padded(settings.Factors);
        var users = FactorRows.Begin(name + ".users", interactions.Rows, settings.Factors, padded, settings.InitialScale, start?.Users, run);
        var items = FactorRows.Begin(name + ".items", interactions.Columns, settings.Factors, padded, settings.InitialScale, start?.Items, run);
        float[] bias = new float[interactions.Columns];
        start?.ItemBias.CopyTo(bias, 0);
        var blocks = new PairwiseBlocks(interactions);
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            run.Report(name, (double)epoch / settings.Epochs);
            Pass(epoch, blocks, users, items, bias);
        }
        foreach (float value in bias)
            if (!float.IsFinite(value))
                throw new InvalidOperationException($"The fit diverged. Lower LearningRate (now {settings.LearningRate}) or Regularization (now {settings.Regularization}).");
        run.Report(name, 1);
        var foldIn = new FoldInSettings { Objective = FoldInObjective.Pairwise, Regularization = settings.Regularization, LearningRate = settings.LearningRate };
        return new FactorModel(FactorRows.Unpad(users, settings.Factors), FactorRows.Unpad(items, settings.Factors), itemBias: bias, foldIn: foldIn, seen: seen);
    }

    private void Pass(int epoch, PairwiseBlocks blocks, RowMatrix users, RowMatrix items, float[] bias)
    {
        blocks.Regroup(run.Random(name + ".groups", epoch), run);
        int[] shifts = run.Random(name + ".order", epoch).Permutation(blocks.Groups);
        float rate = settings.RateOf(epoch);
        DiagonalPass.Run(shifts, run, (userGroup, itemGroup) =>
        {
            var random = run.Random(name + ".negatives", ((long)epoch * blocks.Groups + userGroup) * blocks.Groups + itemGroup);
            Block(blocks, userGroup, itemGroup, users, items, bias, rate, random);
        });
    }

    private void Block(PairwiseBlocks blocks, int userGroup, int itemGroup, RowMatrix users, RowMatrix items, float[] bias, float rate, RandomStream random)
    {
        var (from, to) = blocks.Block(userGroup, itemGroup);
        if (to == from)
            return;
        var group = blocks.ItemsOf(itemGroup);
        ReadOnlySpan<int> userOf = blocks.Users.AsSpan(from, to - from), itemOf = blocks.Items.AsSpan(from, to - from);
        if (settings.Trials > 0)
        {
            Violations(userOf, itemOf, group, users, items, bias, rate, random);
            return;
        }
        int[] others = ArrayPool<int>.Shared.Rent(to - from);
        Draw(userOf, itemOf, group, others, random);
        Comparisons(userOf, itemOf, others, users, items, bias, rate);
        ArrayPool<int>.Shared.Return(others);
    }

    // The items to compare with are drawn before the first comparison, so that their rows can be asked for ahead of time.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Draw(ReadOnlySpan<int> userOf, ReadOnlySpan<int> itemOf, ReadOnlySpan<int> group, Span<int> others, RandomStream random)
    {
        for (int from = 0; from < userOf.Length;)
        {
            int to = EndOfRun(userOf, from);
            var has = itemOf[from..to];
            for (; from < to; from++)
                others[from] = has.Length < group.Length ? Other(group, has, random) : Nobody;
        }
    }

    /// <summary>BPR. Rows lie beyond the second-level cache and are met in no order, so that waiting for them is most of the time unless they are fetched ahead.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // runs long before the runtime would have noticed
    private void Comparisons(ReadOnlySpan<int> userOf, ReadOnlySpan<int> itemOf, ReadOnlySpan<int> others, RowMatrix users, RowMatrix items, float[] bias, float rate)
    {
        int factors = items.Columns;
        ref float p = ref users.Values[0];
        ref float q = ref items.Values[0];
        for (int n = 0; n < userOf.Length; n++)
        {
            int ahead = n + Ahead;
            if (ahead < userOf.Length && others[ahead] != Nobody)
            {
                Fetch.Row(ref Unsafe.Add(ref q, (nint)itemOf[ahead] * factors), factors);
                Fetch.Row(ref Unsafe.Add(ref q, (nint)others[ahead] * factors), factors);
            }
            if (others[n] != Nobody)
                Compare(ref Unsafe.Add(ref p, (nint)userOf[n] * factors), itemOf[n], others[n], items, bias, rate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Violations(ReadOnlySpan<int> userOf, ReadOnlySpan<int> itemOf, ReadOnlySpan<int> group, RowMatrix users, RowMatrix items, float[] bias, float rate, RandomStream random)
    {
        for (int from = 0; from < userOf.Length;)
        {
            int to = EndOfRun(userOf, from);
            var has = itemOf[from..to];
            if (has.Length < group.Length) // a user who has the whole group leaves nothing to compare with
                foreach (int item in has)
                    Violate(ref users.Row(userOf[from])[0], item, group, has, items, bias, rate, random);
            from = to;
        }
    }

    private static int EndOfRun(ReadOnlySpan<int> userOf, int from)
    {
        int to = from + 1;
        while (to < userOf.Length && userOf[to] == userOf[from])
            to++;
        return to;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Compare(ref float p, int item, int other, RowMatrix items, float[] bias, float rate)
    {
        ref float a = ref items.Row(item)[0];
        ref float b = ref items.Row(other)[0];
        float margin = PairwiseKernel.Margin(ref p, ref a, ref b, items.Columns) + bias[item] - bias[other];
        Move(ref p, ref a, ref b, item, other, items.Columns, bias, rate, 1 / (1 + MathF.Exp(margin)));
    }

    /// <summary>
    /// Draws items until one is within 1 of the item or above it; the fewer draws that takes, the lower the item stands, and the
    /// harder it is pushed: by ln(1 + rank), rank estimated as (N − 1) / draws. Weston, Bengio and Usunier 2011, "Wsabie", §3.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Violate(ref float p, int item, ReadOnlySpan<int> group, ReadOnlySpan<int> has, RowMatrix items, float[] bias, float rate, RandomStream random)
    {
        ref float a = ref items.Row(item)[0];
        for (int draw = 1; draw <= settings.Trials; draw++)
        {
            int other = Other(group, has, random);
            ref float b = ref items.Row(other)[0];
            if (PairwiseKernel.Margin(ref p, ref a, ref b, items.Columns) + bias[item] - bias[other] >= 1)
                continue;
            Move(ref p, ref a, ref b, item, other, items.Columns, bias, rate, MathF.Log(1 + (items.Rows - 1) / draw));
            return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Move(ref float p, ref float a, ref float b, int item, int other, int factors, float[] bias, float rate, float g)
    {
        PairwiseKernel.Step(ref p, ref a, ref b, factors, g, rate, settings.Regularization, settings.Regularization);
        bias[item] += rate * (g - settings.BiasRegularization * bias[item]);
        bias[other] -= rate * (g + settings.BiasRegularization * bias[other]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Other(ReadOnlySpan<int> group, ReadOnlySpan<int> has, RandomStream random)
    {
        while (true)
        {
            int other = group[random.NextInt(group.Length)];
            if (!has.Contains(other))
                return other;
        }
    }
}
