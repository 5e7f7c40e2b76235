using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Loading, caching, shuffling, filtering and splitting of views.</summary>
public sealed partial class DataOperationsCatalog
{
    private readonly int? _seed;

    internal DataOperationsCatalog(int? seed) => _seed = seed;

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null) where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        return new EnumerableView<TRow>(data, schemaDefinition);
    }

    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition schemaDefinition = null) where TRow : class, new()
    {
        var members = RowReader<TRow>.Match(data.Schema, schemaDefinition, ignoreMissingColumns); // errors come before the first row
        return Rows(data, members, reuseRowObject);
    }

    public IDataView Cache(IDataView input, params string[] columnsToPrefetch) => new CachedView(input);

    public IDataView FilterRowsByColumn(IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        var column = input.Schema[columnName];
        if (column.Type != NumberDataViewType.Single && column.Type != NumberDataViewType.Double)
            throw new ArgumentOutOfRangeException(nameof(columnName), $"Column '{columnName}' is a {column.Type}; rows are filtered by Single or Double");
        return new FilteredView(input, column, row => Within(RowValues.Number(row, column), lowerBound, upperBound));
    }

    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true) =>
        new ShuffledView(input, seed ?? _seed ?? 1, shufflePoolSize, shuffleSource);

    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        if (!(testFraction > 0 && testFraction < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), "Must be between 0 and 1 exclusive");
        DataViewSchema.Column? key = samplingKeyColumnName is null ? null : data.Schema[samplingKeyColumnName];
        int split = seed ?? _seed ?? 1;
        Func<double> Place(DataViewRow row)
        {
            if (key is { } column)
                return RowValues.Fraction(row, column, split);
            var (getId, id) = (row.GetIdGetter(), default(DataViewRowId));
            return () =>
            {
                getId(ref id);
                return RowValues.Uniform((id.Low ^ (id.High << 32)) * 0x9E3779B97F4A7C15UL + (ulong)split * 0xD1B54A32D192ED03UL);
            };
        }
        return new(
            new FilteredView(data, key, row => Within(Place(row), testFraction, double.PositiveInfinity)),
            new FilteredView(data, key, row => Within(Place(row), 0, testFraction)));
    }

    // A comparison with NaN is false: rows without a value vanish.
    private static Func<bool> Within(Func<double> value, double low, double high) => () => value() is var v && v >= low && v < high;

    private static IEnumerable<TRow> Rows<TRow>(IDataView data, RowReader<TRow> reader, bool reuse) where TRow : class, new()
    {
        using var cursor = data.GetRowCursor(reader.Columns);
        var fill = reader.Bind(cursor);
        TRow row = null;
        while (cursor.MoveNext())
        {
            if (row is null || !reuse)
                row = new TRow();
            fill(row);
            yield return row;
        }
    }
}
