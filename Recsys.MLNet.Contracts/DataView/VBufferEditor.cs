namespace Microsoft.ML.Data;

/// <summary>Opens a vector for writing, reusing its buffers where they are large enough.</summary>
public static class VBufferEditor
{
    public static VBufferEditor<T> Create<T>(ref VBuffer<T> destination, int newLogicalLength, int? valuesCount = null, int? maxValuesCapacity = null, bool keepOldOnResize = false, bool requireIndicesOnDense = false)
    {
        int count = valuesCount ?? newLogicalLength;
        bool sparse = count < newLogicalLength || requireIndicesOnDense;
        T[] values = Sized(destination.Values, count, keepOldOnResize, out bool newValues);
        bool newIndices = false;
        int[] indices = sparse ? Sized(destination.Indices, count, keepOldOnResize, out newIndices) : destination.Indices;
        return new(newLogicalLength, count, values, indices, sparse, newValues, newIndices);
    }

    private static TItem[] Sized<TItem>(TItem[] old, int count, bool keep, out bool created)
    {
        created = old is null || old.Length < count;
        if (!created)
            return old;
        var made = new TItem[count];
        if (keep)
            old?.CopyTo(made, 0);
        return made;
    }
}
