using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>The simulated shop's own ranking: mostly by popularity, a share of pages at random.</summary>
internal static class PagePolicy
{
    /// <summary>Fills a page from the items on offer, most popular first; returns how many places it filled.</summary>
    /// <param name="offered">Items to choose from, most popular first.</param>
    /// <param name="explore">Whether every item is equally likely at every place.</param>
    /// <param name="random">Makes the choice.</param>
    /// <param name="page">(page size), overwritten.</param>
    public static int Fill(ReadOnlySpan<int> offered, bool explore, RandomStream random, Span<int> page)
    {
        int filled = 0;
        int wanted = Math.Min(page.Length, offered.Length);
        while (filled < wanted)
        {
            int item = offered[explore ? random.NextInt(offered.Length) : Place(offered.Length, random)];
            if (page[..filled].Contains(item))
                continue;
            page[filled++] = item;
        }
        return filled;
    }

    // One in five places goes to any item, so that new ones are seen; the others to low numbers, with a long tail.
    private static int Place(int count, RandomStream random) => random.NextDouble() < 0.2
        ? random.NextInt(count)
        : Math.Min(count - 1, (int)(count * Math.Pow(random.NextDouble(), 3)));
}
