using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Components;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Tests.MLNet;

/// <summary>The base of all components, seen through one that counts its calls.</summary>
[TestFixture]
public sealed class ReadAheadTests
{
    private static readonly MLContext Ml = new(seed: 1);

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public float Number { get; set; }

        public float[] Vector { get; set; } = [];
    }

    /// <summary>Encodes a text as its length and number, and counts how often it is called.</summary>
    private sealed class CountingEncoder : RowComponent
    {
        public int Calls;

        public override string Kind => "test-counting-encoder";
        protected internal override IReadOnlyList<ComponentInput> Inputs { get; } = [ComponentInput.Text("Text"), ComponentInput.Number("Number")];
        protected internal override IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema) => [ComponentOutput.Vector("Encoded", 2)];

        protected internal override void Compute(RowBatch batch)
        {
            Interlocked.Increment(ref Calls);
            for (int row = 0; row < batch.Count; row++)
            {
                var into = batch.Output<float>(0, row);
                into[0] = batch.Column<ReadOnlyMemory<char>>(0)[row].Length;
                into[1] = batch.Column<float>(1)[row];
            }
        }

        public override void Write(SectionWriter writer) { }
    }

    private static IDataView Rows(int count = 1000) => Ml.Data.LoadFromEnumerable(Enumerable.Range(0, count)
        .Select(i => new Row { Text = new string('x', i % 10), Number = i, Vector = new float[i % 4] }).ToList());

    private static List<float> Numbers(IDataView view) => [.. StockBehaviorTests.Column<VBuffer<float>>(view, "Encoded").Select(v => v.GetValues()[1])];

    [Test]
    public void A_thousand_rows_in_batches_of_128_are_eight_calls()
    {
        var encoder = new CountingEncoder();
        var numbers = Numbers(encoder.Transform(Rows()));
        Assert.Multiple(() =>
        {
            Assert.That(encoder.Calls, Is.EqualTo(8));
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 1000).Select(i => (float)i)));
        });
    }

    [Test]
    public void Nothing_is_computed_when_the_column_is_not_asked_for()
    {
        var encoder = new CountingEncoder();
        var view = encoder.Transform(Rows());
        Assert.Multiple(() =>
        {
            Assert.That(StockBehaviorTests.Column<float>(view, "Number"), Has.Count.EqualTo(1000));
            Assert.That(encoder.Calls, Is.Zero);
        });
    }

    [Test]
    public void Columns_that_pass_stay_with_their_row()
    {
        var view = new CountingEncoder().Transform(Rows(300));
        var (text, vector, number, encoded) = (view.Schema["Text"], view.Schema["Vector"], view.Schema["Number"], view.Schema["Encoded"]);
        using var cursor = view.GetRowCursor([text, vector, number, encoded]);
        var (getText, getVector, getNumber, getEncoded) = (cursor.GetGetter<ReadOnlyMemory<char>>(text), cursor.GetGetter<VBuffer<float>>(vector), cursor.GetGetter<float>(number), cursor.GetGetter<VBuffer<float>>(encoded));
        var (getId, id) = (cursor.GetIdGetter(), default(DataViewRowId));
        for (int i = 0; i < 300; i++)
        {
            Assert.That(cursor.MoveNext(), Is.True);
            ReadOnlyMemory<char> t = default;
            VBuffer<float> v = default, e = default;
            float n = 0;
            getText(ref t);
            getVector(ref v);
            getNumber(ref n);
            getEncoded(ref e);
            getId(ref id);
            Assert.That((t.Length, v.Length, n, e.GetValues()[0], e.GetValues()[1], cursor.Position, id.Low), Is.EqualTo((i % 10, i % 4, (float)i, (float)(i % 10), (float)i, (long)i, (ulong)i)));
        }
        Assert.That(cursor.MoveNext(), Is.False);
    }

    [Test]
    public void It_stands_before_the_first_row_and_refuses_what_stock_cursors_refuse()
    {
        var view = new CountingEncoder().Transform(Rows(3));
        using var cursor = view.GetRowCursor([view.Schema["Encoded"]]);
        Assert.Multiple(() =>
        {
            Assert.That(cursor.Position, Is.EqualTo(-1));
            Assert.That(() => cursor.GetGetter<float>(view.Schema["Encoded"]), Throws.InvalidOperationException);
            Assert.That(() => cursor.GetGetter<float>(view.Schema["Number"]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    private static IEnumerable<TestCaseData> Surroundings()
    {
        yield return new TestCaseData((Func<IDataView, RowComponent, IDataView>)((rows, c) => Ml.Transforms.Concatenate("Again", "Encoded").Fit(c.Transform(rows)).Transform(c.Transform(rows)))).SetName("Under_Append");
        yield return new TestCaseData((Func<IDataView, RowComponent, IDataView>)((rows, c) => Ml.Data.Cache(c.Transform(rows)))).SetName("Under_Cache");
        yield return new TestCaseData((Func<IDataView, RowComponent, IDataView>)((rows, c) => c.Transform(Ml.Data.Cache(rows)))).SetName("Over_Cache");
        yield return new TestCaseData((Func<IDataView, RowComponent, IDataView>)((rows, c) => Ml.Data.ShuffleRows(c.Transform(rows), seed: 2))).SetName("Under_Shuffle");
        yield return new TestCaseData((Func<IDataView, RowComponent, IDataView>)((rows, c) => c.Transform(Ml.Data.ShuffleRows(rows, seed: 2)))).SetName("Over_Shuffle");
        yield return new TestCaseData((Func<IDataView, RowComponent, IDataView>)((rows, c) => Ml.Data.FilterRowsByColumn(c.Transform(rows), "Number", 0, 2000))).SetName("Under_Filter");
        yield return new TestCaseData((Func<IDataView, RowComponent, IDataView>)((rows, c) => c.Transform(c.Transform(rows)))).SetName("Over_itself");
    }

    [TestCaseSource(nameof(Surroundings))]
    public void Every_row_keeps_its_value(Func<IDataView, RowComponent, IDataView> surround)
    {
        var view = surround(Rows(), new CountingEncoder());
        var rows = Ml.Data.CreateEnumerable<EncodedRow>(view, false, ignoreMissingColumns: true).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(rows.Select(r => r.Number).Order(), Is.EqualTo(Enumerable.Range(0, 1000).Select(i => (float)i)));
            Assert.That(rows.All(r => r.Encoded[1] == r.Number && r.Encoded[0] == r.Text.Length), Is.True);
        });
    }

    private sealed class EncodedRow
    {
        public string Text { get; set; } = "";

        public float Number { get; set; }

        public float[] Encoded { get; set; } = [];
    }

    [Test]
    public void A_split_view_divides_encoded_rows()
    {
        var split = Ml.Data.TrainTestSplit(new CountingEncoder().Transform(Rows()), 0.2, seed: 4);
        Assert.That(Numbers(split.TrainSet).Concat(Numbers(split.TestSet)).Order(), Is.EqualTo(Enumerable.Range(0, 1000).Select(i => (float)i)));
    }

    [Test]
    public void Cursor_sets_read_on_several_threads_cover_each_row_once()
    {
        var encoder = new CountingEncoder();
        var view = encoder.Transform(Ml.Data.Cache(Rows(5000)));
        var cursors = view.GetRowCursorSet([view.Schema["Encoded"]], 4);
        var seen = new System.Collections.Concurrent.ConcurrentBag<float>();
        Parallel.ForEach(cursors, cursor =>
        {
            using (cursor)
            {
                var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Encoded"]);
                VBuffer<float> value = default;
                long last = -1;
                while (cursor.MoveNext())
                {
                    getter(ref value);
                    seen.Add(value.GetValues()[1]);
                    Assert.That(cursor.Batch, Is.GreaterThanOrEqualTo(last));
                    last = cursor.Batch;
                }
            }
        });
        Assert.That(seen.Order(), Is.EqualTo(Enumerable.Range(0, 5000).Select(i => (float)i)));
    }

    [Test]
    public void A_prediction_engine_computes_each_example_once_and_like_the_batch()
    {
        var encoder = new CountingEncoder();
        using var engine = Ml.Model.CreatePredictionEngine<Row, EncodedRow>(encoder);
        var single = Enumerable.Range(0, 50).Select(i => engine.Predict(new Row { Text = new string('x', i % 10), Number = i }).Encoded).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(encoder.Calls, Is.EqualTo(50));
            Assert.That(single, Is.EqualTo(StockBehaviorTests.Column<VBuffer<float>>(encoder.Transform(Rows(50)), "Encoded").Select(v => v.DenseValues().ToArray())));
        });
    }
}
