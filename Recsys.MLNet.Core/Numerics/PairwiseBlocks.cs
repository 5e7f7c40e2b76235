using Recsys.MLNet.Data;

namespace Recsys.MLNet.Numerics;

/// <summary>Interactions arranged in a grid of blocks, runs of users by random groups of items, the items grouped anew in every pass.</summary>
/// <remarks>
/// A block compares its interactions with items of its own group only, so blocks of one diagonal share no row and may be worked
/// on at once with one result; since groups are drawn anew, over the passes every item meets every other. What a user has within a
/// group is the run of their entries in the block, so that a negative is checked against a handful of neighbours in memory.
/// 8 bytes an interaction.
/// </remarks>
internal sealed class PairwiseBlocks
{
    public const int MostGroups = 16;

    private readonly InteractionMatrix _interactions;
    private readonly int[] _userBounds;
    private readonly long[] _starts;
    private readonly byte[] _groupOfItem;
    private int[] _itemOrder = [];

    public PairwiseBlocks(InteractionMatrix interactions)
    {
        _interactions = interactions;
        Groups = Math.Clamp(Math.Min(interactions.Rows, interactions.Columns) / 8, 1, MostGroups);
        _userBounds = EvenBounds(interactions, Groups);
        _starts = new long[Groups * Groups + 1];
        _groupOfItem = new byte[interactions.Columns];
        Users = new int[interactions.Count];
        Items = new int[interactions.Count];
    }

    public int Groups { get; }

    /// <summary>User of each interaction, block after block; equal ones stand together.</summary>
    public int[] Users { get; }

    /// <summary>Item of each interaction.</summary>
    public int[] Items { get; }

    /// <summary>The items of a group.</summary>
    public ReadOnlySpan<int> ItemsOf(int group)
    {
        int from = Bound(group, _itemOrder.Length), to = Bound(group + 1, _itemOrder.Length);
        return _itemOrder.AsSpan(from, to - from);
    }

    /// <summary>Where the interactions of a block lie.</summary>
    public (int From, int To) Block(int userGroup, int itemGroup) =>
        ((int)_starts[userGroup * Groups + itemGroup], (int)_starts[userGroup * Groups + itemGroup + 1]);

    /// <summary>Groups the items anew and arranges the interactions; the groups of users fill disjoint ranges, in parallel.</summary>
    public void Regroup(RandomStream random, RunSettings run)
    {
        _itemOrder = random.Permutation(_interactions.Columns);
        for (int group = 0; group < Groups; group++)
            foreach (int item in ItemsOf(group))
                _groupOfItem[item] = (byte)group;
        var counts = new long[Groups * Groups];
        run.ParallelFor(Groups, userGroup =>
        {
            var mine = counts.AsSpan(userGroup * Groups, Groups);
            for (int user = _userBounds[userGroup]; user < _userBounds[userGroup + 1]; user++)
                foreach (int item in _interactions.ColumnsOf(user))
                    mine[_groupOfItem[item]]++;
        });
        for (int block = 0; block < counts.Length; block++)
            _starts[block + 1] = _starts[block] + counts[block];
        run.ParallelFor(Groups, userGroup =>
        {
            var next = _starts.AsSpan(userGroup * Groups, Groups).ToArray();
            for (int user = _userBounds[userGroup]; user < _userBounds[userGroup + 1]; user++)
            {
                foreach (int item in _interactions.ColumnsOf(user))
                {
                    long at = next[_groupOfItem[item]]++;
                    Users[at] = user;
                    Items[at] = item;
                }
            }
        });
    }

    // Users stay in their order, so that a pass walks through their rows and their interactions from one end to the other.
    private static int[] EvenBounds(InteractionMatrix interactions, int groups)
    {
        int[] bounds = new int[groups + 1];
        long before = 0;
        int group = 1;
        for (int user = 0; user < interactions.Rows; user++)
        {
            before += interactions.CountOf(user);
            while (group < groups && before * groups >= (long)group * interactions.Count)
                bounds[group++] = user + 1;
        }
        bounds.AsSpan(group).Fill(interactions.Rows);
        return bounds;
    }

    private int Bound(int group, int count) => (int)((long)group * count / Groups);
}
