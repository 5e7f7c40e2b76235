using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Values of one column kept in memory, for cached and shuffled views.</summary>
internal abstract class ColumnBuffer
{
    public static ColumnBuffer Create(DataViewType type)
    {
        var raw = type.RawType;
        var buffer = type is VectorDataViewType vector ? typeof(VectorBuffer<>).MakeGenericType(vector.ItemType.RawType) : typeof(ScalarBuffer<>).MakeGenericType(raw);
        return (ColumnBuffer)Activator.CreateInstance(buffer);
    }

    /// <summary>From now on <see cref="Append"/> reads that row's column.</summary>
    public abstract void Attach(DataViewRow row, DataViewSchema.Column column);

    public abstract void Append();

    /// <summary>Replaces the value at a place with the row's current one.</summary>
    public abstract void Replace(int place);

    /// <summary>A getter of the value at the place that <paramref name="place"/> tells.</summary>
    public abstract Delegate Getter(Func<int> place);

    private sealed class ScalarBuffer<T> : ColumnBuffer
    {
        private readonly List<T> _values = [];
        private ValueGetter<T> _getter;

        public override void Attach(DataViewRow row, DataViewSchema.Column column) => _getter = row.GetGetter<T>(column);

        public override void Append()
        {
            T value = default;
            _getter(ref value);
            _values.Add(value);
        }

        public override void Replace(int place)
        {
            T value = default;
            _getter(ref value);
            _values[place] = value;
        }

        public override Delegate Getter(Func<int> place) => (ValueGetter<T>)((ref T value) => value = _values[place()]);
    }

    private sealed class VectorBuffer<T> : ColumnBuffer
    {
        private readonly List<VBuffer<T>> _values = [];
        private ValueGetter<VBuffer<T>> _getter;

        public override void Attach(DataViewRow row, DataViewSchema.Column column) => _getter = row.GetGetter<VBuffer<T>>(column);

        public override void Append()
        {
            VBuffer<T> value = default; // a fresh buffer for each row: it is kept
            _getter(ref value);
            _values.Add(value);
        }

        public override void Replace(int place)
        {
            VBuffer<T> value = default;
            _getter(ref value);
            _values[place] = value;
        }

        public override Delegate Getter(Func<int> place) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[place()].CopyTo(ref value));
    }
}
