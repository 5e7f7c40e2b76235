using Recsys.MLNet.Data;

namespace Recsys.MLNet.Trainers.Floors;

/// <summary>A log's items user after user, and for each item where in that order it occurs.</summary>
internal sealed class Occurrences
{
    private readonly int[] _userStarts;
    private readonly int[] _userOf;
    private readonly int[] _itemStarts;
    private readonly int[] _places;

    private Occurrences(int[] items, int[] userOf, int[] userStarts, int[] itemStarts, int[] places) =>
        (Items, _userOf, _userStarts, _itemStarts, _places) = (items, userOf, userStarts, itemStarts, places);

    /// <summary>Items, each user's history after the other's, oldest first within each.</summary>
    public int[] Items { get; }

    public static Occurrences Of(InteractionLog log)
    {
        var sequences = log.BySequence();
        var items = new int[log.Count];
        var userOf = new int[log.Count];
        var userStarts = new int[sequences.Users + 1];
        var itemStarts = new int[log.Items.Count + 1];
        int at = 0;
        for (int user = 0; user < sequences.Users; user++)
        {
            foreach (int place in sequences.PlacesOf(user))
            {
                items[at] = log.ItemOf[place];
                userOf[at++] = user;
                itemStarts[log.ItemOf[place] + 1]++;
            }
            userStarts[user + 1] = at;
        }
        for (int i = 0; i < log.Items.Count; i++)
            itemStarts[i + 1] += itemStarts[i];
        var next = itemStarts.AsSpan(0, log.Items.Count).ToArray();
        var places = new int[log.Count];
        for (int i = 0; i < items.Length; i++)
            places[next[items[i]]++] = i;
        return new(items, userOf, userStarts, itemStarts, places);
    }

    /// <summary>Where an item occurs in <see cref="Items"/>.</summary>
    public ReadOnlySpan<int> PlacesOf(int item) => _places.AsSpan(_itemStarts[item], _itemStarts[item + 1] - _itemStarts[item]);

    /// <summary>First place and end of the history that a place belongs to.</summary>
    public (int From, int To) UserRange(int place) => (_userStarts[_userOf[place]], _userStarts[_userOf[place] + 1]);
}
