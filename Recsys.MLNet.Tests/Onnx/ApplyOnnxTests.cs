using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Components;
using Recsys.MLNet.Onnx;
using Recsys.MLNet.Tests.MLNet;

namespace Recsys.MLNet.Tests.Onnx;

/// <summary>ONNX models over columns of vectors.</summary>
[TestFixture]
public sealed class ApplyOnnxTests : RowComponentContract
{
    private static readonly string ModelPath = Write();

    protected override string[] Added => ["Score"];

    protected override string Needed => "Image";

    protected override IDataView Rows() =>
        Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 24).Select(i => new ImageRow { Image = i % 5 == 0 ? [0, float.NaN, 1] : [i, -i, 0.5f] }));

    protected override IEstimator<RowComponent> Estimator(RunSettings run) => Ml.Transforms.ApplyOnnx("Score", "Image", new ApplyOnnxOptions { Model = ModelPath }, run);

    [OneTimeTearDown]
    public void Remove() => File.Delete(ModelPath);

    [Test]
    public void A_row_is_what_the_model_makes_of_it()
    {
        var rows = Ml.Data.LoadFromEnumerable(new[] { new ImageRow { Image = [1, 2, 3] } });
        var made = Ml.Transforms.ApplyOnnx("Score", "Image", new ApplyOnnxOptions { Model = ModelPath }).Fit(rows).Transform(rows);
        Assert.That(Ml.Data.CreateEnumerable<ScoredRow>(made, reuseRowObject: false).Single().Score, Is.EqualTo(new[] { 1 * 1 + 2 * 3 + 3 * 5 + 0.5f, 1 * 2 + 2 * 4 + 3 * 6 - 0.5f }));
    }

    [Test]
    public void A_model_that_does_not_take_vectors_is_refused_with_what_it_takes()
    {
        var graph = new OnnxGraphBuilder("texts");
        graph.Output(graph.Node("Cast", [graph.Input("ids", OnnxElementType.Int64, "batch", 3)], ("to", (long)OnnxElementType.Float)), "y", OnnxElementType.Float, "batch", 3);
        using var stream = new MemoryStream();
        OnnxWriter.Write(graph.Build(), stream);
        Assert.That(() => new ApplyOnnxTransformer("Score", "Image", stream.ToArray()), Throws.TypeOf<SchemaMismatchException>().With.Message.Contains("ids: Int64"));
        Assert.That(() => new ApplyOnnxEstimator("Score", "Image", new ApplyOnnxOptions()), Throws.ArgumentException.With.Message.Contains("name the ONNX file"));
    }

    private static string Write()
    {
        var graph = new OnnxGraphBuilder("score");
        string x = graph.Input("vectors", OnnxElementType.Float, "batch", 3);
        string w = graph.Constant("w", new float[] { 1, 2, 3, 4, 5, 6 }, 3, 2), b = graph.Constant("b", new[] { 0.5f, -0.5f }, 2);
        graph.Output(graph.Node("Add", [graph.Node("MatMul", [x, w]), b]), "scores", OnnxElementType.Float, "batch", 2);
        string path = Path.Combine(Path.GetTempPath(), "recsys-apply-test.onnx");
        OnnxWriter.Save(graph.Build(), path);
        return path;
    }

    private sealed class ImageRow
    {
        [VectorType(3)]
        public float[] Image { get; set; } = [];
    }

    private sealed class ScoredRow
    {
        [VectorType(2)]
        public float[] Score { get; set; } = [];
    }
}
