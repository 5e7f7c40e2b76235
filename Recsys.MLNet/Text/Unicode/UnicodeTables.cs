using System.Collections.Frozen;

namespace Recsys.MLNet.Text.Unicode;

/// <summary>Decompositions, compositions and combining classes of Unicode 14, read once from the embedded table.</summary>
internal sealed class UnicodeTables
{
    private readonly FrozenDictionary<int, (int[] To, bool Compatibility)> _decompositions;
    private readonly FrozenDictionary<int, byte> _classes;
    private readonly FrozenDictionary<(int First, int Second), int> _compositions;

    private UnicodeTables(Stream stream)
    {
        using var reader = new BinaryReader(stream);
        var decompositions = new Dictionary<int, (int[], bool)>();
        var compositions = new Dictionary<(int, int), int>();
        for (int n = reader.ReadInt32(); n > 0; n--)
        {
            int codePoint = reader.ReadInt32();
            int flags = reader.ReadByte();
            var to = new int[reader.ReadByte()];
            for (int i = 0; i < to.Length; i++)
                to[i] = reader.ReadInt32();
            decompositions.Add(codePoint, (to, (flags & 1) != 0));
            if ((flags & 2) != 0)
                compositions.Add((to[0], to[1]), codePoint);
        }
        var classes = new Dictionary<int, byte>();
        for (int n = reader.ReadInt32(); n > 0; n--)
            classes.Add(reader.ReadInt32(), reader.ReadByte());
        _decompositions = decompositions.ToFrozenDictionary();
        _compositions = compositions.ToFrozenDictionary();
        _classes = classes.ToFrozenDictionary();
    }

    public static UnicodeTables Instance { get; } = new(typeof(UnicodeTables).Assembly.GetManifestResourceStream("Recsys.MLNet.Text.Unicode.unicode.bin")!);

    /// <summary>Canonical combining class, 0 for starters.</summary>
    public int ClassOf(int codePoint) => codePoint >= 0x300 && _classes.TryGetValue(codePoint, out byte found) ? found : 0;

    /// <summary>One step of decomposition, or null.</summary>
    public int[]? Decomposition(int codePoint, bool compatibility) =>
        codePoint >= 0xA0 && _decompositions.TryGetValue(codePoint, out var found) && (compatibility || !found.Compatibility) ? found.To : null;

    /// <summary>The primary composite of a pair, or −1.</summary>
    public int Compose(int first, int second) => _compositions.TryGetValue((first, second), out int composed) ? composed : -1;
}
