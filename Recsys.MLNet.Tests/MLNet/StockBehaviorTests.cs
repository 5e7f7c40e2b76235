using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Tests.MLNet;

/// <summary>What the product relies on of ML.NET. The same tests hold the stand-in and the genuine assemblies to it.</summary>
[TestFixture]
public sealed class StockBehaviorTests
{
    private static readonly MLContext Ml = new(seed: 1);

    private sealed class KeyRow
    {
        [KeyType(3)]
        public uint Key { get; set; }

        public float Value { get; set; }
    }

    private sealed class RawKeyRow
    {
        public uint Key { get; set; }
    }

    private sealed class MixedRow
    {
        public string Text { get; set; } = "";

        public float Number { get; set; }

        [VectorType(2)]
        public float[] Fixed { get; set; } = [];

        public float[] Any { get; set; } = [];

        public string[] Words { get; set; } = [];

        public bool Flag { get; set; }

        public long Whole { get; set; }
    }

    private static List<MixedRow> Mixed(int rows) => [.. Enumerable.Range(0, rows).Select(i =>
        new MixedRow { Text = "t" + i, Number = i, Fixed = [i, -i], Any = new float[i % 3], Words = ["a" + i, ""], Flag = i % 2 == 0, Whole = 10L * i })];

    [Test]
    public void Keys_go_in_0_based_and_come_out_1_based_and_what_the_key_cannot_name_is_missing()
    {
        var view = Ml.Data.LoadFromEnumerable(new KeyRow[] { new() { Key = 0 }, new() { Key = 2 }, new() { Key = 3 }, new() { Key = 9 } });
        var raw = Ml.Data.CreateEnumerable<RawKeyRow>(view, false).Select(row => row.Key);
        Assert.That(raw, Is.EqualTo(new uint[] { 1, 3, 0, 0 }));
    }

    [Test]
    public void Rows_of_every_column_kind_come_back_as_they_went_in()
    {
        var view = Ml.Data.LoadFromEnumerable(Mixed(5));
        var back = Ml.Data.CreateEnumerable<MixedRow>(view, reuseRowObject: false).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(back.Select(r => r.Text), Is.EqualTo(new[] { "t0", "t1", "t2", "t3", "t4" }));
            Assert.That(back[3].Fixed, Is.EqualTo(new[] { 3f, -3f }));
            Assert.That(back.Select(r => r.Any.Length), Is.EqualTo(new[] { 0, 1, 2, 0, 1 }));
            Assert.That(back[2].Words, Is.EqualTo(new[] { "a2", "" }));
            Assert.That(back.Select(r => r.Whole), Is.EqualTo(new[] { 0L, 10, 20, 30, 40 }));
            Assert.That(view.Schema["Fixed"].Type, Is.EqualTo(new VectorDataViewType(NumberDataViewType.Single, 2)));
            Assert.That(((VectorDataViewType)view.Schema["Any"].Type).IsKnownSize, Is.False);
        });
    }

    [Test]
    public void A_list_knows_its_row_count_and_a_lazy_source_does_not()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Ml.Data.LoadFromEnumerable(Mixed(4)).GetRowCount(), Is.EqualTo(4));
            Assert.That(Ml.Data.LoadFromEnumerable(Mixed(4).Where(_ => true)).GetRowCount(), Is.Null);
            Assert.That(Ml.Data.LoadFromEnumerable(Mixed(4)).CanShuffle, Is.False);
        });
    }

    [Test]
    public void A_cursor_stands_before_the_first_row_and_refuses_wrong_columns_and_types()
    {
        var view = Ml.Data.LoadFromEnumerable(Mixed(2));
        using var cursor = view.GetRowCursor([view.Schema["Number"]]);
        Assert.Multiple(() =>
        {
            Assert.That(cursor.Position, Is.EqualTo(-1));
            Assert.That(cursor.IsColumnActive(view.Schema["Text"]), Is.False);
            Assert.That(() => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Text"]), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => cursor.GetGetter<int>(view.Schema["Number"]), Throws.InvalidOperationException);
            Assert.That(() => view.Schema["Nothing"], Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(view.Schema.GetColumnOrNull("Nothing"), Is.Null);
            Assert.That(cursor.MoveNext(), Is.True);
            Assert.That(cursor.Position, Is.EqualTo(0));
        });
    }

    [Test]
    public void A_column_of_a_taken_name_hides_the_earlier_one()
    {
        var view = Ml.Transforms.Concatenate("Number", "Number", "Fixed").Fit(Ml.Data.LoadFromEnumerable(Mixed(1))).Transform(Ml.Data.LoadFromEnumerable(Mixed(1)));
        Assert.Multiple(() =>
        {
            Assert.That(view.Schema["Number"].Type, Is.EqualTo(new VectorDataViewType(NumberDataViewType.Single, 3)));
            Assert.That(view.Schema.Count(c => c.Name == "Number"), Is.EqualTo(2));
            Assert.That(view.Schema.Single(c => c.Name == "Number" && c.IsHidden).Type, Is.EqualTo(NumberDataViewType.Single));
        });
    }

    [Test]
    public void Concatenate_joins_numbers_and_vectors_in_order()
    {
        var rows = Ml.Data.LoadFromEnumerable(Mixed(3));
        var joined = Ml.Transforms.Concatenate("Joined", "Fixed", "Number").Fit(rows).Transform(rows);
        Assert.That(Column<VBuffer<float>>(joined, "Joined").Select(v => v.DenseValues().ToArray()), Is.EqualTo(new[] { new[] { 0f, 0, 0 }, [1, -1, 1], [2, -2, 2] }));
    }

    [Test]
    public void A_chain_that_lacks_a_column_is_refused_before_data_flows()
    {
        var chain = Ml.Transforms.Concatenate("A", "Number").Append(Ml.Transforms.Concatenate("B", "A", "Missing"));
        Assert.That(() => chain.Fit(Ml.Data.LoadFromEnumerable(Mixed(1))), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("Missing"));
    }

    [Test]
    public void Texts_become_keys_and_texts_again()
    {
        var rows = Ml.Data.LoadFromEnumerable(Mixed(3));
        var model = Ml.Transforms.Conversion.MapValueToKey("Key", "Text").Append(Ml.Transforms.Conversion.MapKeyToValue("Again", "Key")).Fit(rows);
        var unseen = Ml.Data.LoadFromEnumerable(new[] { new MixedRow { Text = "t2" }, new MixedRow { Text = "new" } });
        Assert.Multiple(() =>
        {
            Assert.That(Column<uint>(model.Transform(rows), "Key"), Is.EqualTo(new uint[] { 1, 2, 3 }));
            Assert.That(Column<uint>(model.Transform(unseen), "Key"), Is.EqualTo(new uint[] { 3, 0 }));
            Assert.That(Column<ReadOnlyMemory<char>>(model.Transform(unseen), "Again").Select(t => t.ToString()), Is.EqualTo(new[] { "t2", "" }));
            Assert.That(model.Transform(rows).Schema["Key"].Type, Is.EqualTo(new KeyDataViewType(typeof(uint), 3)));
        });
    }

    [Test]
    public void A_model_comes_back_from_its_file_with_the_schema_it_was_fitted_on()
    {
        var rows = Ml.Data.LoadFromEnumerable(Mixed(3));
        var model = Ml.Transforms.Conversion.MapValueToKey("Key", "Text").Append(Ml.Transforms.Concatenate("Joined", "Fixed", "Number")).Fit(rows);
        using var file = new MemoryStream();
        Ml.Model.Save(model, rows.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out var schema);
        Assert.Multiple(() =>
        {
            Assert.That(schema.Select(c => (c.Name, c.Type)), Is.EqualTo(rows.Schema.Select(c => (c.Name, c.Type))));
            Assert.That(Column<uint>(loaded.Transform(rows), "Key"), Is.EqualTo(new uint[] { 1, 2, 3 }));
            Assert.That(loaded, Is.InstanceOf<IEnumerable<ITransformer>>());
        });
    }

    [Test]
    public void A_split_by_key_takes_the_lowest_keys_for_testing_and_loses_rows_without_one()
    {
        var rows = Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => new KeyRow { Key = (uint)(i % 4), Value = i }).ToList());
        var split = Ml.Data.TrainTestSplit(rows, testFraction: 0.34, samplingKeyColumnName: "Key");
        Assert.Multiple(() =>
        {
            Assert.That(Column<uint>(split.TestSet, "Key").Distinct(), Is.EqualTo(new uint[] { 1 }));
            Assert.That(Column<uint>(split.TrainSet, "Key").Distinct().Order(), Is.EqualTo(new uint[] { 2, 3 }));
        });
    }

    [Test]
    public void A_split_without_a_key_divides_every_row_once()
    {
        var rows = Ml.Data.LoadFromEnumerable(Mixed(500));
        var split = Ml.Data.TrainTestSplit(rows, testFraction: 0.3, seed: 3);
        var (train, test) = (Column<float>(split.TrainSet, "Number"), Column<float>(split.TestSet, "Number"));
        Assert.Multiple(() =>
        {
            Assert.That(train.Concat(test).Order(), Is.EqualTo(Enumerable.Range(0, 500).Select(i => (float)i)));
            Assert.That(test, Has.Count.InRange(100, 200));
        });
    }

    [Test]
    public void Filtering_keeps_the_lower_bound_and_not_the_upper()
    {
        var rows = Ml.Data.LoadFromEnumerable(Mixed(6));
        Assert.That(Column<float>(Ml.Data.FilterRowsByColumn(rows, "Number", 2, 4), "Number"), Is.EqualTo(new[] { 2f, 3f }));
    }

    [Test]
    public void Shuffling_loses_no_row_and_keeps_columns_together()
    {
        var rows = Ml.Data.ShuffleRows(Ml.Data.LoadFromEnumerable(Mixed(300)), seed: 5, shufflePoolSize: 50);
        var back = Ml.Data.CreateEnumerable<MixedRow>(rows, false).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(back.Select(r => r.Number).Order(), Is.EqualTo(Enumerable.Range(0, 300).Select(i => (float)i)));
            Assert.That(back.Select(r => r.Number), Is.Not.Ordered);
            Assert.That(back.All(r => r.Text == "t" + r.Number && r.Fixed[1] == -r.Number), Is.True);
        });
    }

    [Test]
    public void A_cached_view_reads_its_source_once()
    {
        int reads = 0;
        IEnumerable<MixedRow> Source()
        {
            reads++;
            foreach (var row in Mixed(10))
                yield return row;
        }
        var view = Ml.Data.Cache(Ml.Data.LoadFromEnumerable(Source()));
        var first = Column<float>(view, "Number");
        Assert.Multiple(() =>
        {
            Assert.That(Column<float>(view, "Number"), Is.EqualTo(first));
            Assert.That(reads, Is.EqualTo(1));
        });
    }

    private sealed class Question
    {
        public float Number { get; set; }
    }

    private sealed class Answer
    {
        public float Doubled { get; set; }
    }

    [Test]
    public void A_prediction_engine_gives_what_the_batch_gives()
    {
        var rows = Ml.Data.LoadFromEnumerable(Mixed(4));
        var model = Ml.Transforms.CustomMapping<Question, Answer>((q, a) => a.Doubled = 2 * q.Number, null).Fit(rows);
        using var engine = Ml.Model.CreatePredictionEngine<MixedRow, Answer>(model);
        Assert.That(Mixed(4).Select(row => engine.Predict(row).Doubled), Is.EqualTo(Column<float>(model.Transform(rows), "Doubled")));
    }

    [Test]
    public void A_component_that_writes_nothing_cannot_be_saved()
    {
        using var file = new MemoryStream();
        Assert.That(() => Ml.Model.Save(new Silent(), null, file), Throws.Exception.With.Message.Contains("ModelSignature"));
    }

    private sealed class Silent : ITransformer
    {
        public bool IsRowToRowMapper => false;
        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;
        public IDataView Transform(IDataView input) => input;
        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();
        public void Save(ModelSaveContext ctx) { }
    }

    internal static List<T> Column<T>(IDataView view, string name)
    {
        var values = new List<T>();
        using var cursor = view.GetRowCursor([view.Schema[name]]);
        var getter = cursor.GetGetter<T>(view.Schema[name]);
        while (cursor.MoveNext())
        {
            T value = default!;
            getter(ref value);
            values.Add(value);
        }
        return values;
    }
}
