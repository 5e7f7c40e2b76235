using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Components;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Tests.MLNet;
using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet.Tests.Text;

/// <summary>Cross-encoders as a stage of a pipeline.</summary>
[TestFixture]
public sealed class CrossEncodeTests : RowComponentContract
{
    private static readonly string[] Queries = ["我想去旅游的地方", "red shoes", ""], Titles = ["巴黎", "伦敦", "东京", "red running shoes", ""];

    // A fresh process opens the folder that the model names, and makes none of its own.
    private static readonly Lazy<TempFolder> Folder = new(() =>
    {
        var folder = new TempFolder();
        GeneratedEncoder.WriteCrossEncoder(folder.Path, [.. Queries, .. Titles]);
        return folder;
    });

    protected override string[] Added => ["Score"];

    protected override string Needed => "Query";

    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 30).Select(i => new Row { Query = Queries[i % 3], Title = Titles[i % 5] }).ToList());

    protected override IEstimator<RowComponent> Estimator(RunSettings run) =>
        Ml.Transforms.Text.CrossEncode("Score", "Query", "Title", new CrossEncodeOptions { Model = Folder.Value.Path, AsProbability = true }, run: run);

    [OneTimeTearDown]
    public void Remove()
    {
        if (Folder.IsValueCreated)
            Folder.Value.Dispose();
    }

    [Test]
    public void A_row_is_what_the_cross_encoder_says_of_the_pair()
    {
        using var encoder = OnnxCrossEncoder.Open(Folder.Value.Path);
        float[] raw = encoder.Score(Queries[0], Titles), shares = encoder.Score(Queries[0], Titles, asProbabilities: true);
        float[] made = [.. StockBehaviorTests.Column<float>(Estimator(RunSettings.Default).Fit(Rows()).Transform(Rows()), "Score")];
        Assert.That(made[0], Is.EqualTo(1 / (1 + MathF.Exp(-raw[0]))).Within(1e-5f));
        Assert.That(made[6], Is.EqualTo(1 / (1 + MathF.Exp(-raw[1]))).Within(1e-5f));
        Assert.That(shares.Sum(), Is.EqualTo(1).Within(1e-5f));
        Assert.That(raw.Distinct().Count(), Is.EqualTo(Titles.Length));
    }

    [Test]
    public void A_loaded_model_refuses_another_cross_encoder_in_its_folder()
    {
        using var folder = new TempFolder();
        GeneratedEncoder.WriteCrossEncoder(folder.Path, Titles);
        using var file = new TempFolder();
        Ml.Model.SaveRecsys(new TransformerChain<ITransformer>(Ml.Transforms.Text.CrossEncode("Score", "Query", "Title", new CrossEncodeOptions { Model = folder.Path }).Fit(Rows())), Rows().Schema, file["m.zip"]);
        GeneratedEncoder.WriteCrossEncoder(folder.Path, Titles, seed: 5);
        Assert.That(() => Ml.Model.LoadRecsys(file["m.zip"], out _), Throws.TypeOf<ModelFormatException>().With.Message.Contains("is not the one"));
        Assert.That(() => Ml.Transforms.Text.CrossEncode("Score", "Query", "Title", new CrossEncodeOptions()), Throws.ArgumentException.With.Message.Contains("Model is required"));
    }

    [Test]
    public void An_encoder_without_a_score_is_refused()
    {
        using var folder = new TempFolder();
        GeneratedEncoder.Write(folder.Path, Titles);
        using var encoder = OnnxCrossEncoder.Open(folder.Path);
        Assert.That(() => encoder.Score("a", Titles), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no score of a pair"));
    }

    private sealed class Row
    {
        public string Query { get; set; } = "";

        public string Title { get; set; } = "";
    }
}
