using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Components;
using Recsys.MLNet.Modalities;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Tests.MLNet;
using Recsys.MLNet.Trainers.Modalities;
using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Tests.Text;

/// <summary>Vectors of several kinds as one, by a learned gate.</summary>
[TestFixture]
public sealed class FuseModalitiesTests : RowComponentContract
{
    private const int Items = 24, Width = 6;
    private static readonly ModalityFusionOptions Small = new() { Dimensions = 8, Epochs = 60, BatchSize = 32, LearningRate = 0.02f, Negatives = 16 };

    protected override string[] Added => ["ItemVector"];

    protected override string Needed => "Text";

    protected override IDataView Rows() => Ml.Data.LoadFromEnumerable(Events());

    protected override IEstimator<RowComponent> Estimator(RunSettings run) => Ml.Transforms.FuseModalities("ItemVector", ["Text", "Image"], options: Small with { Epochs = 2 }, run: run);

    // Users stay within even or odd items. The text tells which half an item is of, with noise; the image is noise alone. Item 3 has no
    // text, items 4 and 7 no image.
    private static List<Row> Events()
    {
        var random = new RandomStream(3, "modalities");
        float[] Noise(float scale) => [.. Enumerable.Range(0, Width).Select(_ => (float)random.NextGaussian() * scale)];
        float[][] texts = new float[Items][], images = new float[Items][];
        for (int i = 0; i < Items; i++)
        {
            (texts[i], images[i]) = (Noise(0.5f), Noise(1));
            texts[i][i % 2] += 1;
        }
        texts[3] = new float[Width];
        images[4] = new float[Width];
        images[7] = [.. Enumerable.Repeat(float.NaN, Width)];
        var rows = new List<Row>();
        for (int user = 0; user < 60; user++)
            for (int n = 0; n < 5; n++)
            {
                int item = 2 * random.NextInt(Items / 2) + user % 2;
                rows.Add(new() { User = "u" + user, Item = "i" + item, Text = texts[item], Image = images[item] });
            }
        return rows;
    }

    [Test]
    public void The_gate_learns_which_modality_tells_what_users_meet_together()
    {
        var fused = Ml.Transforms.FuseModalities("ItemVector", ["Text", "Image"], options: Small).Fit(Rows());
        var items = Events().DistinctBy(row => row.Item).ToList();
        double text = 0;
        var vectors = new List<(int Half, float[] Vector)>();
        foreach (var row in items)
        {
            float[] vector = new float[8], gates = new float[2];
            fused.Model.Fuse([row.Text, row.Image], vector, gates);
            vectors.Add((int.Parse(row.Item[1..]) % 2, vector));
            Assert.That(gates.Sum(), Is.EqualTo(1).Within(1e-5));
            if (row.Item is "i4" or "i7")
                Assert.That(gates, Is.EqualTo(new float[] { 1, 0 }), "no image");
            else if (row.Item == "i3")
                Assert.That(gates, Is.EqualTo(new float[] { 0, 1 }), "no text");
            else
                text += gates[0] / (items.Count - 3);
        }
        Assert.That(text, Is.GreaterThan(0.6), "the text counts more");
        var pairs = from a in vectors from b in vectors where a.Vector != b.Vector select (Same: a.Half == b.Half, Cosine: System.Numerics.Tensors.TensorPrimitives.Dot<float>(a.Vector, b.Vector));
        Assert.That(pairs.Where(p => p.Same).Average(p => p.Cosine), Is.GreaterThan(pairs.Where(p => !p.Same).Average(p => p.Cosine) + 0.5));
    }

    [Test]
    public void Gradients_are_those_of_finite_differences()
    {
        var random = new RandomStream(5, "fusion");
        RowMatrix Matrix(int rows, int columns) => new(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextGaussian() * 0.5f)]);
        RowMatrix[] modalities = [Matrix(6, 3), Matrix(6, 4)];
        modalities[1].Row(5).Clear();
        var model = new ModalityFusionModel([Matrix(3, 5), Matrix(4, 5)], [[0.3f, -0.2f, 0.5f], [0.1f, 0.4f, -0.6f, 0.2f]], [0.1f, -0.3f]);
        var learner = new FusionLearner(Small with { ModalityDropout = 0 }, model, modalities);
        var step = new NextItemStep(new NextItemExamples(6, [[0, 1], [2, 3, 5], [4]], 10, 0.6f), [0, 1, 2], 4, 0, null, random);

        double Loss(out float[][] gradients)
        {
            var z = learner.Forward(step.Items, random, RunSettings.Default);
            var g = new float[z.Length];
            double loss = NextItemObjective.Loss(step, 5, z, g, 0.5f, null, RunSettings.Default);
            gradients = learner.Gradients(g, RunSettings.Default);
            return loss;
        }

        Loss(out var analytic);
        float[][] parameters = [model.Projections[0].Values, model.Gates[0], model.Projections[1].Values, model.Gates[1], model.Biases];
        for (int p = 0; p < parameters.Length; p++)
            for (int i = 0; i < parameters[p].Length; i++)
            {
                float before = parameters[p][i];
                parameters[p][i] = before + 2e-3f;
                double up = Loss(out _);
                parameters[p][i] = before - 2e-3f;
                double down = Loss(out _);
                parameters[p][i] = before;
                Assert.That(analytic[p][i], Is.EqualTo((up - down) / 4e-3).Within(2e-3), $"parameter {p}[{i}]");
            }
    }

    [Test]
    public void Vectors_of_another_length_and_data_without_pairs_are_refused()
    {
        var model = Ml.Transforms.FuseModalities("ItemVector", ["Text", "Image"], options: Small with { Epochs = 1 }).Fit(Rows()).Model;
        Assert.That(() => model.Fuse([new float[3], new float[Width]], new float[8]), Throws.ArgumentException.With.Message.Contains("has 3 numbers"));
        var alone = Ml.Data.LoadFromEnumerable(new[] { new Row { User = "u", Item = "i", Text = new float[Width], Image = new float[Width] } });
        Assert.That(() => Ml.Transforms.FuseModalities("ItemVector", ["Text", "Image"]).Fit(alone), Throws.TypeOf<InvalidDataException>().With.Message.Contains("nothing to learn a gate from"));
        Assert.That(() => new ModalityFusionTrainer().Fit(new NextItemExamples(2, [[0, 1]], 10, 0.6f), [new RowMatrix(3, 2)], RunSettings.Default), Throws.ArgumentException.With.Message.Contains("expected 2, one for each item"));
    }

    private sealed class Row
    {
        public string User { get; set; } = "";

        public string Item { get; set; } = "";

        [VectorType(Width)]
        public float[] Text { get; set; } = [];

        [VectorType(Width)]
        public float[] Image { get; set; } = [];
    }
}
