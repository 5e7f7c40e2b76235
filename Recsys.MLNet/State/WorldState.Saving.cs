using Recsys.MLNet.Data;
using Recsys.MLNet.Features;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.State;

/// <content>Writing and reading the whole state: a package carries it as of the cutoff, a service as a snapshot of its log.</content>
public sealed partial class WorldState
{
    private const string Kind = "state";
    private const int FormatVersion = 3;

    /// <summary>Writes the state as of the last event applied; events may go on being applied meanwhile.</summary>
    /// <returns>Number of the last event that is in it.</returns>
    public long Save(Stream stream)
    {
        KeyValuePair<string, Cell<UserState>>[] users;
        RecentIds recent;
        int items, values, types;
        StateView view;
        lock (_writing)
        {
            view = Open();
            users = [.. _users];
            recent = _recent.Copy();
            (items, values, types) = (_itemIds.Count, _values.Count, _types.Count);
        }
        using (view)
        {
            long asOf = _live ? view.Sequence : long.MaxValue;
            using var writer = new SectionWriter(stream, Kind, FormatVersion);
            writer.Write(view.Sequence);
            writer.Write(_schema.Slots);
            WriteIds(writer, _itemIds, items);
            WriteIds(writer, _values, values);
            WriteIds(writer, _types, types);
            var global = GlobalAsOf(asOf);
            writer.Write<double>(global.Totals);
            writer.Write<double>([global.Clicks.Trials, global.Clicks.Hits, global.Clicks.TrialPairs, global.Clicks.HitPairs]);
            writer.Write((int)global.Clock);
            writer.Write(global.Newest);
            for (int i = 0; i < items; i++)
                ItemAsOf(i, asOf)!.Write(writer);
            Array.Sort(users, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
            writer.Write(users.Length);
            foreach (var (id, cell) in users)
            {
                writer.Write(id);
                cell.AsOf(asOf)!.Write(writer);
            }
            foreach (var board in (Board[])[Board.Trending, Board.Popular, Board.Newest])
                BoardAsOf(board, asOf)!.Write(writer);
            for (int c = 0; c < values; c++)
            {
                var board = CategoryBoardAsOf(c, asOf);
                writer.Write(board is not null);
                board?.Write(writer);
            }
            recent.Write(writer);
            return view.Sequence;
        }
    }

    /// <summary>Reads a state that <see cref="Save(Stream)"/> wrote.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="options">What to remember from now on.</param>
    /// <param name="schema">The features in use; their own numbers must be laid out as when the state was saved.</param>
    /// <param name="live">True when views are read while events are applied.</param>
    /// <param name="sequence">The number that the state's last event has from now on; −1 for the number it had.</param>
    /// <exception cref="ModelFormatException">Not a state, or damaged.</exception>
    /// <exception cref="SchemaMismatchException">Saved with features that keep other numbers.</exception>
    public static WorldState Load(Stream stream, StateOptions options, FeatureSchema? schema = null, bool live = false, long sequence = -1)
    {
        var world = new WorldState(options, schema, live);
        using var reader = new SectionReader(stream);
        reader.Expect(Kind, FormatVersion);
        long saved = reader.ReadLong();
        world._applied = sequence >= 0 ? sequence : saved;
        string slots = reader.ReadString();
        if (slots != world._schema.Slots)
            throw new SchemaMismatchException($"The state was saved with features that keep [{slots}]; this program's features keep [{world._schema.Slots}]. Rebuild the state from the log, or use the matching features.");
        ReadIds(reader, world._itemIds);
        ReadIds(reader, world._values);
        ReadIds(reader, world._types);
        var global = world._global.Newest;
        StateFormat.Fill(reader, global.Totals);
        double[] clicks = [global.Totals[(int)BehaviorStage.Exposure], global.Totals[(int)BehaviorStage.Interest], 0, 0]; // as they were counted before version 3
        if (reader.Version >= 3)
            StateFormat.Fill(reader, clicks);
        global.Clicks = new(clicks[0], clicks[1], clicks[2], clicks[3]);
        global.Clock = (EventClock)reader.ReadInt();
        global.Newest = reader.ReadLong();
        global.Sequence = world._applied;
        world._items = new Cell<ItemState>?[Math.Max(64, world._itemIds.Count)];
        for (int i = 0; i < world._itemIds.Count; i++)
        {
            var item = ItemState.Read(reader, i, world._itemIds[i]);
            world.CheckNumbers(item);
            world._items[i] = new(Stamped(item, world._applied), world._spareItems);
        }
        int users = reader.ReadInt();
        for (int i = 0; i < users; i++)
        {
            string id = reader.ReadString();
            var user = UserState.Read(reader, id);
            world.CheckNumbers(user.History.Items, world._itemIds.Count, "item");
            world._users[id] = new(Stamped(user, world._applied));
        }
        world.ReadBoard(reader, world._trending, BoardSize);
        world.ReadBoard(reader, world._popular, BoardSize);
        world.ReadBoard(reader, world._newest, BoardSize);
        for (int c = 0; c < world._values.Count; c++)
            if (reader.ReadBool())
            {
                world._applying = world._applied;
                world.ReadBoard(reader, world.CategoryBoard(c), CategoryBoardSize);
            }
        world._recent = RecentIds.Read(reader);
        return world;
    }

    private void ReadBoard(SectionReader reader, Cell<Leaderboard> cell, int capacity)
    {
        var board = Leaderboard.Read(reader, capacity);
        CheckNumbers(board.Items, _itemIds.Count, "item");
        board.Sequence = _applied;
        cell.Reset(board);
    }

    private void CheckNumbers(ItemState item)
    {
        CheckNumbers(item.CategoryNumbers, _values.Count, "category");
        CheckNumbers([Math.Max(0, item.Brand), Math.Max(0, item.Parent)], Math.Max(1, _values.Count), "brand");
        if (item.Near is { } near)
            CheckNumbers(near.Items, _itemIds.Count, "item");
        if (item.Together is { } together)
            CheckNumbers(together.Items, _itemIds.Count, "item");
    }

    private void CheckNumbers(ReadOnlySpan<int> numbers, int count, string what)
    {
        foreach (int number in numbers)
            if ((uint)number >= (uint)count)
                throw new ModelFormatException($"The saved state names {what} number {number}; it has {count}. The file is damaged; save or download it again.");
    }

    private static T Stamped<T>(T version, long sequence) where T : class, IVersion<T>
    {
        version.Sequence = sequence;
        return version;
    }

    private static void WriteIds(SectionWriter writer, IdTable table, int count)
    {
        var ids = new string[count];
        for (int i = 0; i < count; i++)
            ids[i] = table[i];
        writer.Write(ids);
    }

    private static void ReadIds(SectionReader reader, IdTable into)
    {
        foreach (string id in reader.ReadStrings())
            if (into.Add(id) != into.Count - 1)
                throw new ModelFormatException($"The saved state names '{id}' twice. The file is damaged; save or download it again.");
    }
}
