namespace Recsys.MLNet.Data;

/// <summary>What is known of each item, by item number: the latest value of each field, and whether the item is available.</summary>
public sealed class Catalogue
{
    private readonly List<Entry> _entries = [];

    /// <summary>Number of items that something is known of: one more than the highest number set.</summary>
    public int Count => _entries.Count;

    /// <summary>Sets what is known of an item, in place of what was.</summary>
    /// <param name="item">Item number.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="sourceId">Its number in the file it came from; for audits only.</param>
    public void Set(int item, IReadOnlyList<Field> fields, string? sourceId = null)
    {
        ArgumentNullException.ThrowIfNull(fields);
        At(item) = new(fields, sourceId, IsAvailable(item));
    }

    /// <summary>Takes in an item event: fields it names are added or replaced, others stay; <c>available</c> withdraws or restores the item.</summary>
    public void Update(int item, Event e)
    {
        ArgumentNullException.ThrowIfNull(e);
        ref var entry = ref At(item);
        entry = new(Merge(entry.Fields, e.Fields), e.SourceId ?? entry.SourceId, e.Available ?? (entry.Fields is null || entry.Available));
    }

    /// <summary>Fields of an item; empty when nothing is known.</summary>
    public IReadOnlyList<Field> FieldsOf(int item) => item < _entries.Count ? _entries[item].Fields ?? [] : [];

    /// <summary>False for an item that was withdrawn and not offered again.</summary>
    public bool IsAvailable(int item) => item >= _entries.Count || _entries[item].Fields is null || _entries[item].Available;

    /// <summary>Value of one field of an item, or null.</summary>
    public FieldValue? Find(int item, string field)
    {
        foreach (var candidate in FieldsOf(item))
            if (candidate.Name == field)
                return candidate.Value;
        return null;
    }

    /// <summary>The texts of the named fields joined by blanks, empty when there are none.</summary>
    public string TextOf(int item, params ReadOnlySpan<string> fields)
    {
        var parts = new List<string>(fields.Length);
        foreach (string field in fields)
            if (Find(item, field) is { } value)
                parts.Add(value.ToString());
        return string.Join(' ', parts);
    }

    /// <summary>The item's number in the imported file, or null. Only the log audit and the floor <c>id-adjacency</c> may ask.</summary>
    public string? SourceIdOf(int item) => item < _entries.Count ? _entries[item].SourceId : null;

    /// <summary>A catalogue that later changes of this one do not reach.</summary>
    public Catalogue Copy()
    {
        var copy = new Catalogue();
        copy._entries.AddRange(_entries);
        return copy;
    }

    /// <summary>The same without items of higher numbers.</summary>
    internal Catalogue First(int items)
    {
        var first = new Catalogue();
        first._entries.AddRange(_entries.Take(items));
        return first;
    }

    private ref Entry At(int item)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(item);
        if (item >= _entries.Count)
            System.Runtime.InteropServices.CollectionsMarshal.SetCount(_entries, item + 1);
        return ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_entries)[item];
    }

    private static IReadOnlyList<Field> Merge(IReadOnlyList<Field>? known, IReadOnlyList<Field> news)
    {
        if (known is null || known.Count == 0)
            return news;
        if (news.Count == 0)
            return known;
        var merged = known.ToList();
        foreach (var field in news)
        {
            int at = merged.FindIndex(f => f.Name == field.Name);
            if (at < 0)
                merged.Add(field);
            else
                merged[at] = field;
        }
        return merged.ToArray();
    }

    private readonly record struct Entry(IReadOnlyList<Field>? Fields, string? SourceId, bool Available);
}
