using System.Text.Json;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Indexing;

/// <summary>Writes and reads a graph as one section; whatever a damaged one says, it never makes a search read outside its memory.</summary>
internal static unsafe class GraphSection
{
    private const int MostItems = 1 << 28;

    public static void Write(SectionWriter writer, GraphIndex index, in GraphShape shape)
    {
        var (memory, nodes) = (shape.Memory, shape.Nodes);
        writer.Write(JsonSerializer.Serialize(index.Options));
        writer.Write(index.Factors);
        writer.Write(index.Seed);
        writer.Write(nodes);
        writer.Write(shape.Entry);
        writer.Write(shape.Radius2);
        writer.Write<int>(memory.Labels.AsSpan(0, nodes));
        writer.Write<byte>(memory.Levels.AsSpan(0, nodes));
        for (int node = 0; node < nodes; node++)
            writer.Write(new ReadOnlySpan<float>(memory.Row(node), memory.Width));
        for (int node = 0; node < nodes; node++)
            for (int level = 0; level <= memory.Levels[node]; level++)
            {
                int* links = memory.LinksOf(node, level);
                int count = 0;
                while (count < memory.RoomOn(level) && links[count] >= 0)
                    count++;
                writer.Write(new ReadOnlySpan<int>(links, count));
            }
    }

    public static GraphIndex Read(SectionReader reader)
    {
        reader.Expect(GraphIndex.SectionKind, 1);
        try
        {
            var options = JsonSerializer.Deserialize<VectorIndexOptions>(reader.ReadString()) ?? throw Damaged("it has no options");
            int factors = reader.ReadInt(), seed = reader.ReadInt(), nodes = reader.ReadInt(), entry = reader.ReadInt();
            double radius2 = reader.ReadDouble();
            int[] labels = reader.ReadArray<int>();
            byte[] levels = reader.ReadArray<byte>();
            if (nodes < 0 || labels.Length != nodes || levels.Length != nodes || (nodes == 0 ? entry != -1 : (uint)entry >= (uint)nodes))
                throw Damaged($"it has {nodes} vectors, {labels.Length} items and {levels.Length} levels, and begins at {entry}");
            if (labels.Distinct().Count() != nodes - Math.Max(0, labels.Count(l => l < 0) - 1) || labels.Any(l => l > MostItems) || levels.Any(l => l > GraphIndex.MostLevels))
                throw Damaged("an item is named twice, or has a number or level that no index gives");
            var index = new GraphIndex(factors, options, seed);
            var memory = new GraphMemory(Math.Max(256, nodes), GraphVectors.Width(options.Metric, factors), options.Connections);
            labels.CopyTo(memory.Labels, 0);
            for (int node = 0; node < nodes; node++)
                Exactly(reader.ReadArray<float>(), memory.Width).CopyTo(new Span<float>(memory.Row(node), memory.Width));
            for (int node = 0; node < nodes; node++)
            {
                memory.Place(node, levels[node]);
                for (int level = 0; level <= levels[node]; level++)
                    Put(reader.ReadArray<int>(), memory, node, level, levels);
            }
            index.Restore(new(memory, nodes, entry, entry < 0 ? 0 : levels[entry], radius2));
            return index;
        }
        catch (Exception e) when (e is ArgumentException or JsonException or OverflowException)
        {
            throw new ModelFormatException($"The section '{GraphIndex.SectionKind}' contradicts itself: {e.Message} The file is damaged; build the index again.", e);
        }
    }

    private static void Put(int[] links, GraphMemory memory, int node, int level, byte[] levels)
    {
        if (links.Length > memory.RoomOn(level))
            throw Damaged($"vector {node} has {links.Length} neighbours on level {level}, more than {memory.RoomOn(level)}");
        foreach (int link in links)
            if ((uint)link >= (uint)levels.Length || levels[link] < level)
                throw Damaged($"vector {node} has {link} as a neighbour on level {level}, where it is not");
        links.CopyTo(new Span<int>(memory.LinksOf(node, level), memory.RoomOn(level)));
    }

    private static float[] Exactly(float[] row, int width) => row.Length == width ? row : throw Damaged($"a vector has {row.Length} numbers; expected {width}");

    private static ModelFormatException Damaged(string what) => new($"The section '{GraphIndex.SectionKind}' contradicts itself: {what}. The file is damaged; build the index again.");
}
