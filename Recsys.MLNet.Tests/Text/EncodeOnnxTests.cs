using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Components;
using Recsys.MLNet.Data;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Tests.Floors;
using Recsys.MLNet.Tests.MLNet;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Trainers.TextEncoder;

namespace Recsys.MLNet.Tests.Text;

/// <summary>Text encoders as a stage of a pipeline.</summary>
[TestFixture]
public sealed class EncodeOnnxTests : RowComponentContract
{
    private static readonly string[] Words = ["red", "blue", "shoe", "coat", "旅游", "巴黎"];

    // A fresh process opens the folder that the model names, and makes none of its own.
    private static readonly Lazy<TempFolder> Folder = new(() => Trained(seed: 1));

    protected override string[] Added => ["TitleVector"];

    protected override string Needed => "Title";

    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 30)
        .Select(i => new Row { Title = i % 9 == 4 ? "" : $"{Words[i % 6]} {Words[i * i % 6]}{(i % 4 == 0 ? " large size for winter" : "")}" }).ToList());

    protected override IEstimator<RowComponent> Estimator(RunSettings run) =>
        Ml.Transforms.Text.EncodeOnnx("TitleVector", "Title", new OnnxTextEncoderOptions { Model = Folder.Value.Path }, run: run);

    [OneTimeTearDown]
    public void Remove()
    {
        if (Folder.IsValueCreated)
            Folder.Value.Dispose();
    }

    [Test]
    public void A_row_is_what_the_encoder_makes_of_its_text()
    {
        var view = Estimator(RunSettings.Default).Fit(Rows()).Transform(Rows());
        using var encoder = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = Folder.Value.Path });
        var vectors = StockBehaviorTests.Column<VBuffer<float>>(view, "TitleVector");
        var titles = StockBehaviorTests.Column<ReadOnlyMemory<char>>(view, "Title");
        Assert.Multiple(() =>
        {
            for (int row = 0; row < titles.Count(); row++)
            {
                var expected = new float[encoder.Dimensions];
                encoder.Encode([titles[row].ToString()], expected);
                Assert.That(vectors[row].DenseValues(), Is.EqualTo(expected).Within(1e-5f), $"row {row}");
            }
        });
    }

    [Test]
    public void A_loaded_model_refuses_another_encoder_in_its_folder()
    {
        using var folder = Trained(seed: 2);
        var rows = Rows();
        var model = Ml.Transforms.Text.EncodeOnnx("TitleVector", "Title", new OnnxTextEncoderOptions { Model = folder.Path, Prefix = "query: ", Dimensions = 4 }).Fit(rows);
        using var file = new TempFolder();
        Ml.Model.SaveRecsys(new TransformerChain<ITransformer>(model), rows.Schema, file["m.zip"]);
        var loaded = Ml.Model.LoadRecsys(file["m.zip"], out _);
        Assert.That(Rowwise.Print(loaded.Transform(rows), "TitleVector"), Is.EqualTo(Rowwise.Print(model.Transform(rows), "TitleVector")), "options are saved");
        File.Copy(Folder.Value["model.onnx"], folder["model.onnx"], overwrite: true);
        Assert.That(() => Ml.Model.LoadRecsys(file["m.zip"], out _), Throws.TypeOf<ModelFormatException>().With.Message.Contains("is not the one"));
    }

    [Test]
    public void A_folder_without_a_model_and_no_folder_are_refused()
    {
        using var folder = new TempFolder();
        Assert.That(() => Ml.Transforms.Text.EncodeOnnx("V", "Title", new OnnxTextEncoderOptions { Model = folder.Path }), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("model.onnx"));
        Assert.That(() => Ml.Transforms.Text.EncodeOnnx("V", "Title", new OnnxTextEncoderOptions()), Throws.ArgumentException.With.Message.Contains("Model is required"));
    }

    private static TempFolder Trained(int seed)
    {
        var log = Logs.Of("abcdef", "fedcba", "acebdf");
        for (int i = 0; i < 6; i++)
            log.Catalogue.Set(i, [new("title", FieldValue.Of($"{Words[i]} {Words[(i + 1) % 6]}"))]);
        var folder = new TempFolder();
        new TextEncoderTrainer(new() { Vocabulary = 100, Width = 16, Dimensions = 8, Epochs = 1 }).Fit(log, new RunSettings { Seed = seed }).Save(folder.Path);
        return folder;
    }

    private sealed class Row
    {
        public string Title { get; set; } = "";
    }
}
