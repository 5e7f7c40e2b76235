namespace Recsys.MLNet.Components;

/// <summary>The recommender that answers now. A swap is one step: a request uses the old one or the new one, never parts of both.</summary>
internal sealed class RecommenderSlot(LoadedRecommender first)
{
    private LoadedRecommender _current = first;

    public LoadedRecommender Current => Volatile.Read(ref _current);

    /// <summary>The current recommender, which stays usable until <see cref="LoadedRecommender.Leave"/>.</summary>
    public LoadedRecommender Enter()
    {
        while (true)
        {
            var current = Current;
            if (current.TryEnter())
                return current;
        }
    }

    public void Swap(LoadedRecommender next) => Interlocked.Exchange(ref _current, next).Retire();
}
