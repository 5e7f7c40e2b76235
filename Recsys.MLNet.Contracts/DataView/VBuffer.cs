using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>A vector, dense or sparse, over buffers that getters may reuse.</summary>
public struct VBuffer<T> : IEnumerable
{
    private readonly T[] _values;
    private readonly int[] _indices;
    private readonly int _count;

    public readonly int Length;

    public VBuffer(int length, T[] values, int[] indices = null) : this(length, indices is null ? length : indices.Length, values, indices) { }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        if (length < 0 || count < 0 || count > length || (values?.Length ?? 0) < count)
            throw new ArgumentException($"A vector of length {length} with {count} values was given {values?.Length ?? 0} values.", nameof(values));
        if (count < length && (indices?.Length ?? 0) < count)
            throw new ArgumentException($"A sparse vector of {count} values was given {indices?.Length ?? 0} indices.", nameof(indices));
        (Length, _count, _values, _indices) = (length, count, values, indices);
    }

    public bool IsDense => _count == Length;

    internal readonly T[] Values => _values;
    internal readonly int[] Indices => _indices;

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination)
    {
        if (IsDense)
        {
            GetValues().CopyTo(destination);
            return;
        }
        destination[..Length].Clear();
        for (int i = 0; i < _count; i++)
            destination[_indices[i]] = _values[i];
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        for (int i = 0, next = 0; i < Length; i++)
        {
            bool stored = next < _count && (IsDense ? next : _indices[next]) == i;
            if (stored || all)
                yield return new(i, stored ? _values[next] : default);
            if (stored)
                next++;
        }
    }

    public IEnumerable<T> DenseValues() => Items(true).Select(pair => pair.Value);

    public T GetItemOrDefault(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length, nameof(index));
        if (IsDense)
            return _values[index];
        int at = _indices.AsSpan(0, _count).BinarySearch(index);
        return at >= 0 ? _values[at] : default;
    }

    public IEnumerator GetEnumerator() => DenseValues().GetEnumerator();
    public override string ToString() => $"{(IsDense ? "Dense" : "Sparse")} vector of size {Length}";
}
