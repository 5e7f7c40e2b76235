using System.Globalization;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>What is popular this week in the categories that the user leans to. Needs an absolute clock.</summary>
/// <remarks><code>score[c] = Σ_k share_k / (rank of c in category k)          k the user's strongest categories</code></remarks>
/// <param name="categories">How many categories.</param>
/// <param name="depth">How many items of each.</param>
public sealed class CategorySource(int categories = 3, int depth = 30) : ICandidateSource
{
    /// <inheritdoc/>
    public string Name => "category";

    /// <inheritdoc/>
    public void Recall(RecallContext request, CandidateSet into) => Each(request, into, static (set, item, score) => set.Add(item, score));

    /// <inheritdoc/>
    public void Score(RecallContext request, CandidateSet into) => Each(request, into, static (set, item, score) =>
    {
        if (set.PlaceOf(item) is >= 0 and var place)
            set.Rate(place, score);
    });

    /// <inheritdoc/>
    public Reason? Explain(RecallContext request, ItemState item)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(item);
        Span<int> strongest = stackalloc int[categories];
        foreach (int category in strongest[..Strongest(request.User.Categories, strongest)])
            if (item.CategoryNumbers.AsSpan().Contains(category))
                return request.Scratch.Worded(Name, category, -1)
                    ?? request.Scratch.Word(Name, category, -1, new Reason(Name, string.Create(CultureInfo.InvariantCulture, $"popular in {request.State.Values[category]} this week"), []));
        return null;
    }

    private void Each(RecallContext request, CandidateSet into, Action<CandidateSet, int, float> give)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(into);
        Span<int> strongest = stackalloc int[categories];
        foreach (int category in strongest[..Strongest(request.User.Categories, strongest)])
        {
            float share = request.User.Categories.Share(category);
            var items = request.State.PopularIn(category);
            items = items[..Math.Min(items.Length, depth)];
            request.State.Fetch(items);
            for (int i = 0; i < items.Length; i++)
                give(into, items[i], share / (i + 1));
        }
    }

    private static int Strongest(Affinities affinities, Span<int> into)
    {
        int count = 0;
        while (count < into.Length)
        {
            int best = -1;
            for (int i = 0; i < affinities.Count; i++)
                if (affinities.Weights[i] > 0 && !into[..count].Contains(affinities.Keys[i]) && (best < 0 || affinities.Weights[i] > affinities.Weights[best]))
                    best = i;
            if (best < 0)
                break;
            into[count++] = affinities.Keys[best];
        }
        return count;
    }
}
