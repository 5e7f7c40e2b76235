using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Behavior;
using Recsys.MLNet.Components;
using Recsys.MLNet.Trainers.Components;

namespace Recsys.MLNet.Tests.MLNet;

[TestFixture]
public sealed class AttendBehaviorTests : RowComponentContract
{
    private sealed class Row
    {
        public float[] History { get; set; } = [];

        [VectorType(3)]
        public float[] Candidate { get; set; } = [];
    }

    protected override string[] Added => ["Interest"];
    protected override string Needed => "History";
    protected override IEstimator<RowComponent> Estimator(RunSettings run) => Ml.Transforms.AttendBehavior("Interest", "History", "Candidate", run: run);

    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 30).Select(i => new Row
    {
        History = [.. Enumerable.Range(0, 3 * (i % 5)).Select(k => MathF.Sin(i + k))],
        Candidate = [MathF.Cos(i), 1, i % 3],
    }).ToList());

    [Test]
    public void Weights_are_a_softmax_over_similarities()
    {
        var (weights, pooled) = (new float[2], new float[2]);
        AttentionPooling.Compute([1, 0], [2, 0, 0, 3], 1, weights, pooled);
        double first = Math.Exp(2) / (Math.Exp(2) + 1);
        Assert.Multiple(() =>
        {
            Assert.That(weights[0], Is.EqualTo(first).Within(1e-6));
            Assert.That(pooled[0], Is.EqualTo(2 * first).Within(1e-6));
            Assert.That(pooled[1], Is.EqualTo(3 * (1 - first)).Within(1e-6));
        });
    }

    [Test]
    public void Padding_changes_nothing_and_gets_no_weight()
    {
        var (plain, padded, weights) = (new float[2], new float[2], new float[3]);
        AttentionPooling.Compute([1, 2], [2, 0], 1, new float[1], plain);
        AttentionPooling.Compute([1, 2], [0, 0, 2, 0, 0, 0], 1, weights, padded);
        Assert.That((padded, weights), Is.EqualTo((plain, new[] { 0f, 1, 0 })));
    }

    [Test]
    public void Without_a_history_the_interest_is_zero()
    {
        var pooled = new float[] { 1, 2 };
        AttentionPooling.Compute([1, 2], [], 1, [], pooled);
        Assert.That(pooled, Is.All.Zero);
    }

    [Test]
    public void A_history_of_broken_vectors_is_refused()
    {
        var rows = Ml.Data.LoadFromEnumerable(new[] { new Row { History = new float[4], Candidate = new float[3] } });
        var view = Ml.Transforms.AttendBehavior("Interest", "History", "Candidate").Fit(rows).Transform(rows);
        Assert.That(() => Rowwise.Print(view, "Interest"), Throws.TypeOf<SchemaMismatchException>().With.Message.Contains("4 numbers"));
    }
}

[TestFixture]
public sealed class SimilarityTests : RowComponentContract
{
    private sealed class Row
    {
        public float[] Interest { get; set; } = [];

        [VectorType(3)]
        public float[] Candidate { get; set; } = [];
    }

    protected override string[] Added => ["Match"];
    protected override string Needed => "Interest";
    protected override IEstimator<RowComponent> Estimator(RunSettings run) => Ml.Transforms.Similarity("Match", "Interest", "Candidate", run);

    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 30).Select(i => new Row
    {
        Interest = i % 7 == 3 ? new float[3] : [MathF.Sin(i), 1, i % 4],
        Candidate = [MathF.Cos(i), 1, i % 3],
    }).ToList());

    [Test]
    public void It_is_the_cosine_and_zero_where_nothing_is_known()
    {
        var rows = Ml.Data.LoadFromEnumerable(new[]
        {
            new Row { Interest = [2, 0, 0], Candidate = [3, 0, 0] },
            new Row { Interest = [1, 1, 0], Candidate = [0, 5, 0] },
            new Row { Interest = [0, 0, 0], Candidate = [0, 5, 0] },
        });
        var view = Ml.Transforms.Similarity("Match", "Interest", "Candidate").Fit(rows).Transform(rows);
        Assert.That(StockBehaviorTests.Column<float>(view, "Match"), Is.EqualTo(new[] { 1, MathF.Sqrt(0.5f), 0 }).Within(1e-6f));
    }

    [Test]
    public void Vectors_of_two_sizes_are_refused()
    {
        var rows = Ml.Data.LoadFromEnumerable(new[] { new Row { Interest = new float[4], Candidate = new float[3] } });
        var view = Ml.Transforms.Similarity("Match", "Interest", "Candidate").Fit(rows).Transform(rows);
        Assert.That(() => Rowwise.Print(view, "Match"), Throws.TypeOf<SchemaMismatchException>().With.Message.Contains("4 numbers"));
    }
}

[TestFixture]
public sealed class MapIdsTests : RowComponentContract
{
    protected override string[] Added => ["UserKey"];
    protected override string Needed => "UserId";
    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(InteractionRow.Some());
    protected override IEstimator<RowComponent> Estimator(RunSettings run) => Ml.Transforms.Conversion.MapIds("UserKey", "UserId", run: run);

    [Test]
    public void Keys_carry_their_ids_and_unknown_ones_are_missing()
    {
        var model = Ml.Transforms.Conversion.MapIds("Key", "UserId", new Recsys.MLNet.Data.Vocabulary(["u3", "u1"])).Append(Ml.Transforms.Conversion.MapKeyToValue("Again", "Key")).Fit(Rows());
        var rows = Ml.Data.LoadFromEnumerable(new[] { new InteractionRow { UserId = "u1" }, new InteractionRow { UserId = "u3" }, new InteractionRow { UserId = "u2" } });
        Assert.Multiple(() =>
        {
            Assert.That(StockBehaviorTests.Column<uint>(model.Transform(rows), "Key"), Is.EqualTo(new uint[] { 2, 1, 0 }));
            Assert.That(StockBehaviorTests.Column<ReadOnlyMemory<char>>(model.Transform(rows), "Again").Select(t => t.ToString()), Is.EqualTo(new[] { "u1", "u3", "" }));
        });
    }
}

[TestFixture]
public sealed class TfIdfTextTests : RowComponentContract
{
    private sealed class Row
    {
        public string Title { get; set; } = "";
    }

    private static readonly string[] Words = ["red", "blue", "shoe", "coat", "旅游", "巴黎"];

    protected override string[] Added => ["Terms"];
    protected override string Needed => "Title";
    protected override IEstimator<RowComponent> Estimator(RunSettings run) => Ml.Transforms.Text.TfIdf("Terms", "Title", run: run);

    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 30)
        .Select(i => new Row { Title = i % 9 == 4 ? "" : $"{Words[i % 6]} {Words[i * i % 6]} {Words[i % 6]}" }).ToList());

    [Test]
    public void Weights_are_those_of_the_formula()
    {
        var rows = Ml.Data.LoadFromEnumerable(new[] { "a a b", "a c", "b c", "d" }.Select(t => new Row { Title = t }).ToList());
        var vector = StockBehaviorTests.Column<VBuffer<float>>(Ml.Transforms.Text.TfIdf("Terms", "Title", new TfIdfTextOptions { MinimumTexts = 1 }).Fit(rows).Transform(rows), "Terms")[0];
        double a = (1 + Math.Log(2)) * Math.Log(5 / 2.5), b = Math.Log(5 / 2.5), length = Math.Sqrt(a * a + b * b);
        Assert.Multiple(() =>
        {
            Assert.That(vector.Length, Is.EqualTo(4));
            Assert.That(vector.IsDense, Is.False);
            Assert.That(vector.DenseValues(), Is.EqualTo(new[] { a / length, b / length, 0, 0 }).Within(1e-6));
        });
    }
}
