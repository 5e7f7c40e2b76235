using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>A model's numbers beside the state's, looked up once each: ids are compared when they are first met, then never again.</summary>
/// <remarks>Neither numbering ever changes an item's number. Threads that look up at once find and write the same.</remarks>
internal sealed class KnownNumbers(WorldState world, ModelVocabulary vocabulary)
{
    private const int Absent = -1;
    private readonly int[] _toState = new int[vocabulary.Items.Count]; // 0 is not looked up yet, n + 1 is n
    private int[] _toModel = []; // the same, and −1 for an item the model never saw
    private readonly int[] _types = new int[256];

    public WorldState World => world;

    /// <summary>The state's number of a model's item, or −1 while the state has not heard of it.</summary>
    public int ToState(int modelItem)
    {
        int known = _toState[modelItem];
        if (known == 0 && world.ItemIds.Find(vocabulary.Items[modelItem]) is >= 0 and var found)
            _toState[modelItem] = known = found + 1;
        return known - 1;
    }

    /// <summary>The model's number of an item, or −1. For an item that is not in the state, its id is asked for.</summary>
    public int ToModel(ItemState item)
    {
        if (item.Number < 0)
            return vocabulary.Items.Find(item.Id);
        int[] numbers = Volatile.Read(ref _toModel);
        if (item.Number >= numbers.Length)
        {
            Array.Resize(ref numbers, Math.Max(item.Number + 1, world.ItemCount + world.ItemCount / 4));
            Volatile.Write(ref _toModel, numbers); // another thread's notes may be lost: they are made again
        }
        int known = numbers[item.Number];
        if (known == 0)
            numbers[item.Number] = known = vocabulary.Items.Find(item.Id) is >= 0 and var found ? found + 1 : Absent;
        return known == Absent ? -1 : known - 1;
    }

    /// <summary>The model's number of an interaction type, 0 when it never saw it.</summary>
    public int TypeToModel(byte type)
    {
        int known = _types[type];
        if (known == 0)
            _types[type] = known = Math.Max(0, vocabulary.Types.Find(world.Types[type])) + 1;
        return known - 1;
    }
}
