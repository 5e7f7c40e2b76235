using Recsys.MLNet.Behavior;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.NextItem;
using Recsys.MLNet.Trainers.TextEncoder;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>The terms that items' texts share, at the weights that tell best what users turn to next, and what they count beside the rest of the model.</summary>
/// <remarks>
/// <code>score[i] = h·item_i + w·terms[i]</code>
/// Both parts are learned apart and added: learned together, the terms, which know only what is written, explain away what histories could teach.
/// w is chosen where the truth was held out: the largest that loses next to nothing there, since held-out behaviours seldom are of items that
/// nobody has met, for which texts are all there is.
/// </remarks>
internal static class TermMixture
{
    /// <summary>w where nothing is held out to choose it by.</summary>
    public const float Usual = 0.7f;

    private const double Enough = 0.98; // of the best NDCG@10
    private const int MostCases = 10_000;
    private static readonly float[] Weights = [0, 0.1f, 0.2f, 0.35f, 0.5f, Usual, 1, 1.4f, 2];

    /// <summary>The weighted terms of the items of a log; null where no two share one.</summary>
    public static TfIdfModel? Learn(InteractionLog log, IReadOnlyList<string> fields, RunSettings run)
    {
        string[] texts = [.. Enumerable.Range(0, log.Items.Count).Select(item => log.Catalogue.TextOf(item, [.. fields]))];
        var terms = TitleTerms.Of(texts);
        if (terms.Count == 0)
            return null;
        var like = new TextEncoderOptions();
        return new(TermWeightTraining.Fit(terms, new NextItemExamples(log, like.History, like.Decay), like.Learning, run), like.History, like.Decay);
    }

    /// <summary>w for these histories and what came after each.</summary>
    public static float Choose(TfIdfModel terms, BehaviorWeights weights, RowMatrix? texts, IReadOnlyList<(TrainingSequence History, int Next)> cases, RunSettings run)
    {
        int count = Math.Min(cases.Count, MostCases), items = weights.Shape.Items;
        var model = new BehaviorAttentionModel(weights, texts);
        var gains = new double[count, Weights.Length];
        run.ParallelFor(count, () => (Own: new float[items], Terms: new float[items], Sum: new float[items]), (i, scratch) =>
        {
            var (history, next) = cases[(int)((long)i * cases.Count / count)];
            model.Score(history.ToContext(), scratch.Own);
            scratch.Terms.AsSpan().Clear();
            terms.Add(history.Items, 1, scratch.Terms);
            for (int w = 0; w < Weights.Length; w++)
            {
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(scratch.Terms, Weights[w], scratch.Own, scratch.Sum);
                gains[i, w] = NextItemRanks.Gain(NextItemRanks.Rank(scratch.Sum, history, next));
            }
        });
        double[] sums = [.. Weights.Select((_, w) => Enumerable.Range(0, count).Sum(i => gains[i, w]))];
        double best = sums.Max();
        return best > 0 ? Weights[Array.FindLastIndex(sums, sum => sum >= Enough * best)] : Usual;
    }
}
