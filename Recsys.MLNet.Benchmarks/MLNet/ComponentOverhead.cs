using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Components;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Benchmarks.MLNet;

/// <summary>What a component costs a row beyond its computation: the same copying done by a stock Concatenate and by a component of ours.</summary>
/// <remarks>Rows of three numbers and a vector of 13 become a vector of 16. One operation is 10,000 rows read by a cursor, or 1,000 predictions.</remarks>
[InProcess]
[MemoryDiagnoser]
[WarmupCount(3)]
[IterationCount(9)]
public class ComponentOverhead
{
    internal const int RowCount = 10_000, Predictions = 1_000;
    private readonly MLContext _ml = new(seed: 1);
    private IDataView _rows = null!, _stock = null!, _ahead = null!, _single = null!, _twice = null!;
    private PredictionEngine<Row, Joined> _stockEngine = null!, _ourEngine = null!;
    private Row _example = null!;

    [GlobalSetup]
    public void Setup()
    {
        var rows = Enumerable.Range(0, RowCount).Select(i => new Row { A = i, B = -i, C = i % 7, Rest = [.. Enumerable.Range(0, 13).Select(k => (float)(i + k))] }).ToList();
        (_rows, _example) = (_ml.Data.LoadFromEnumerable(rows), rows[5]);
        var concatenate = _ml.Transforms.Concatenate("Joined", "A", "B", "C", "Rest").Fit(_rows);
        var component = new Join();
        (_stock, _ahead, _single) = (concatenate.Transform(_rows), component.Transform(_rows), component.InBatchesOf(1).Transform(_rows));
        _twice = component.Transform(concatenate.Transform(_rows));
        _stockEngine = _ml.Model.CreatePredictionEngine<Row, Joined>(concatenate);
        _ourEngine = _ml.Model.CreatePredictionEngine<Row, Joined>(component);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount)]
    public float StockConcatenate() => Read(_stock, "Joined");

    [Benchmark(OperationsPerInvoke = RowCount)]
    public float OursReadAhead128() => Read(_ahead, "Joined");

    [Benchmark(OperationsPerInvoke = RowCount)]
    public float OursRowByRow() => Read(_single, "Joined");

    [Benchmark(OperationsPerInvoke = RowCount)]
    public float OursNotAskedFor() => Read(_twice, "A");

    [Benchmark(OperationsPerInvoke = Predictions)]
    public float StockPredictionEngine() => Predict(_stockEngine);

    [Benchmark(OperationsPerInvoke = Predictions)]
    public float OurPredictionEngine() => Predict(_ourEngine);

    private static float Read(IDataView view, string name)
    {
        var column = view.Schema[name];
        using var cursor = view.GetRowCursor([column]);
        float sum = 0;
        if (column.Type is VectorDataViewType)
        {
            var getter = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> vector = default;
            while (cursor.MoveNext())
            {
                getter(ref vector);
                sum += vector.GetValues()[^1];
            }
            return sum;
        }
        var number = cursor.GetGetter<float>(column);
        float value = 0;
        while (cursor.MoveNext())
        {
            number(ref value);
            sum += value;
        }
        return sum;
    }

    private float Predict(PredictionEngine<Row, Joined> engine)
    {
        var joined = new Joined();
        float sum = 0;
        for (int i = 0; i < Predictions; i++)
        {
            engine.Predict(_example, ref joined);
            sum += joined.Values[^1];
        }
        return sum;
    }

    public sealed class Row
    {
        public float A { get; set; }

        public float B { get; set; }

        public float C { get; set; }

        [VectorType(13)]
        public float[] Rest { get; set; } = [];
    }

    public sealed class Joined
    {
        [ColumnName("Joined")]
        public float[] Values { get; set; } = [];
    }

    private sealed class Join : RowComponent
    {
        public override string Kind => "benchmark-join";

        protected override IReadOnlyList<ComponentInput> Inputs { get; } = [ComponentInput.Number("A"), ComponentInput.Number("B"), ComponentInput.Number("C"), ComponentInput.Vector("Rest")];

        protected override IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema) => [ComponentOutput.Vector("Joined", 16)];

        protected override void Compute(RowBatch batch)
        {
            var a = batch.Column<float>(0);
            var b = batch.Column<float>(1);
            var c = batch.Column<float>(2);
            for (int row = 0; row < batch.Count; row++)
            {
                var into = batch.Output<float>(0, row);
                into[0] = a[row];
                into[1] = b[row];
                into[2] = c[row];
                batch.Row<float>(3, row).CopyTo(into[3..]);
            }
        }

        public override void Write(SectionWriter writer) { }
    }
}
