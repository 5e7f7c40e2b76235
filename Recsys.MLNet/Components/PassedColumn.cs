using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>A column of the source that is handed on: its values wait while rows are read ahead.</summary>
internal abstract class PassedColumn
{
    /// <summary>Keeps the value of the source's current row.</summary>
    public abstract void Keep(int row);

    public abstract Delegate Getter(RowBatch batch);

    public static PassedColumn Create(DataViewRow source, DataViewSchema.Column column, int rows) => column.Type is VectorDataViewType vector
        ? RawType.Call<PassedColumn>(Vectors<int>, vector.ItemType.RawType, source, column, rows)
        : RawType.Call<PassedColumn>(Values<int>, column.Type.RawType, source, column, rows);

    private static PassedColumn Values<T>(DataViewRow source, DataViewSchema.Column column, int rows) => new PassedValues<T>(source.GetGetter<T>(column), rows);

    private static PassedColumn Vectors<T>(DataViewRow source, DataViewSchema.Column column, int rows) => new PassedVectors<T>(source.GetGetter<VBuffer<T>>(column), rows);

    private sealed class PassedValues<T>(ValueGetter<T> getter, int rows) : PassedColumn
    {
        private readonly T[] _values = new T[rows];

        public override void Keep(int row) => getter(ref _values[row]);

        public override Delegate Getter(RowBatch batch) => (ValueGetter<T>)((ref T value) => value = _values[batch.Current]);
    }

    private sealed class PassedVectors<T>(ValueGetter<VBuffer<T>> getter, int rows) : PassedColumn
    {
        private readonly VBuffer<T>[] _values = new VBuffer<T>[rows]; // each row's own buffers, used again batch after batch

        public override void Keep(int row) => getter(ref _values[row]);

        public override Delegate Getter(RowBatch batch) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[batch.Current].CopyTo(ref value));
    }
}
