using Recsys.MLNet.Data;

namespace Recsys.MLNet.Numerics;

/// <summary>Ratings arranged in a grid of B × B blocks whose rows and columns are random groups of users and of items.</summary>
/// <remarks>
/// Blocks (g, (g + s) mod B) for one s share neither users nor items, so they may be worked on at once and in any order with one
/// result. Users and items are renumbered so that a group's rows lie together; B grows until a group of items fits in a
/// second-level cache of a megabyte, no further, since every step of a pass walks through all rows once; it depends on the sizes
/// alone, never on the number of threads. 12 bytes a rating.
/// Gemulla et al. 2011, "Large-scale matrix factorization with distributed stochastic gradient descent", §3.
/// </remarks>
internal sealed class RatingBlocks
{
    private const int CacheBytes = 768 * 1024;
    private const int FewestGroups = 16;

    private readonly long[] _starts;

    private RatingBlocks(int groups, int[] userPlaces, int[] itemPlaces, long[] starts, int[] users, int[] items, float[] values)
    {
        (Groups, UserPlaces, ItemPlaces, _starts) = (groups, userPlaces, itemPlaces, starts);
        (Users, Items, Values) = (users, items, values);
    }

    /// <summary>B.</summary>
    public int Groups { get; }

    /// <summary>New number of each user.</summary>
    public int[] UserPlaces { get; }

    /// <summary>New number of each item.</summary>
    public int[] ItemPlaces { get; }

    /// <summary>New user number of each rating, block after block, ascending within one.</summary>
    public int[] Users { get; }

    /// <summary>New item number of each rating.</summary>
    public int[] Items { get; }

    /// <summary>Each rating.</summary>
    public float[] Values { get; }

    /// <summary>Where the ratings of a block lie.</summary>
    public (int From, int To) Block(int userGroup, int itemGroup)
    {
        int block = userGroup * Groups + itemGroup;
        return ((int)_starts[block], (int)_starts[block + 1]);
    }

    public static RatingBlocks Arrange(InteractionMatrix ratings, int rowBytes, RunSettings run)
    {
        int groups = (int)Math.Clamp((long)ratings.Columns * rowBytes / CacheBytes, FewestGroups, 128);
        int[] userOrder = run.Random("blocks.users").Permutation(ratings.Rows), userPlaces = Inverse(userOrder);
        int[] itemPlaces = run.Random("blocks.items").Permutation(ratings.Columns);
        byte[] itemGroup = new byte[ratings.Columns];
        for (int i = 0; i < itemGroup.Length; i++)
            itemGroup[i] = (byte)GroupOf(itemPlaces[i], ratings.Columns, groups);
        // A group of users fills a range of its own, so groups are counted and filled in parallel.
        int FirstOf(int group) => (int)(((long)group * ratings.Rows + groups - 1) / groups);
        var counts = new long[groups * groups];
        run.ParallelFor(groups, group =>
        {
            var mine = counts.AsSpan(group * groups, groups);
            for (int place = FirstOf(group); place < FirstOf(group + 1); place++)
                foreach (int item in ratings.ColumnsOf(userOrder[place]))
                    mine[itemGroup[item]]++;
        });
        var starts = new long[groups * groups + 1];
        for (int b = 0; b < counts.Length; b++)
            starts[b + 1] = starts[b] + counts[b];
        int[] users = new int[ratings.Count], items = new int[ratings.Count];
        float[] values = new float[ratings.Count];
        run.ParallelFor(groups, group =>
        {
            var next = starts.AsSpan(group * groups, groups).ToArray();
            for (int place = FirstOf(group); place < FirstOf(group + 1); place++)
            {
                var columns = ratings.ColumnsOf(userOrder[place]);
                var weights = ratings.WeightsOf(userOrder[place]);
                for (int n = 0; n < columns.Length; n++)
                {
                    long at = next[itemGroup[columns[n]]]++;
                    (users[at], items[at], values[at]) = (place, itemPlaces[columns[n]], weights[n]);
                }
            }
        });
        return new(groups, userPlaces, itemPlaces, starts, users, items, values);
    }

    private static int GroupOf(int place, int count, int groups) => (int)((long)place * groups / count);

    private static int[] Inverse(int[] order)
    {
        var places = new int[order.Length];
        for (int place = 0; place < order.Length; place++)
            places[order[place]] = place;
        return places;
    }
}
