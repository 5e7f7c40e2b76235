namespace Recsys.MLNet.Data;

/// <summary>What is known of each item, by item number: the fields of its latest item event.</summary>
public sealed class Catalogue
{
    private readonly List<IReadOnlyList<Field>> _fields = [];
    private readonly List<string?> _sourceIds = [];

    /// <summary>Number of items that something is known of: one more than the highest number set.</summary>
    public int Count => _fields.Count;

    /// <summary>Sets what is known of an item.</summary>
    /// <param name="item">Item number.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="sourceId">Its number in the file it came from; for audits only.</param>
    public void Set(int item, IReadOnlyList<Field> fields, string? sourceId = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(item);
        ArgumentNullException.ThrowIfNull(fields);
        while (_fields.Count <= item)
        {
            _fields.Add([]);
            _sourceIds.Add(null);
        }
        _fields[item] = fields;
        _sourceIds[item] = sourceId;
    }

    /// <summary>Fields of an item; empty when nothing is known.</summary>
    public IReadOnlyList<Field> FieldsOf(int item) => item < _fields.Count ? _fields[item] : [];

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
    public string? SourceIdOf(int item) => item < _sourceIds.Count ? _sourceIds[item] : null;
}
