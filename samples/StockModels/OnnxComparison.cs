using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet;
using Recsys.MLNet.Onnx;

namespace StockModels;

/// <summary>One ONNX model through ML.NET's OnnxTransformer and through our ApplyOnnx: the same numbers, and what a row costs.</summary>
internal static class OnnxComparison
{
    private const int Rows = 20_000, Width = 64, Hidden = 128, Rounds = 7;

    public static void Show()
    {
        string file = Path.Combine(Path.GetTempPath(), $"recsys-stock-{Environment.ProcessId}.onnx");
        OnnxWriter.Save(Network("batch"), file);
        var ml = new MLContext();
        var rows = ml.Data.Cache(ml.Data.LoadFromEnumerable(Enumerable.Range(0, Rows).Select(i => new Item(i)).ToList()));
        try
        {
            var models = new List<(string Name, Func<ITransformer> Open)>
            {
                ("OnnxTransformer", () => ml.Transforms.ApplyOnnxModel("scores", "vectors", file, new Dictionary<string, int[]> { ["vectors"] = [1, Width], ["scores"] = [1, Width] }).Fit(rows)),
                ("ApplyOnnx, managed code", () => Ours(OnnxBackend.Managed)),
                ("ApplyOnnx, ONNX Runtime", () => Ours(OnnxBackend.OnnxRuntime)),
            };
            var opened = new List<(string Name, ITransformer Model)>();
            foreach (var (name, open) in models)
            {
                try
                {
                    opened.Add((name, open()));
                }
                catch (Exception missing) when (missing is NotSupportedException or DllNotFoundException or TypeInitializationException)
                {
                    Console.Error.WriteLine($"{name} is left out: {missing.GetBaseException().Message}");
                }
            }
            Compare(opened, rows);
            Console.WriteLine();
        }
        finally
        {
            File.Delete(file);
        }

        ITransformer Ours(OnnxBackend backend) => ml.Transforms.ApplyOnnx("scores", "vectors", new ApplyOnnxOptions { Model = file, Session = new() { Backend = backend } }).Fit(rows);
    }

    private static void Compare(List<(string Name, ITransformer Model)> models, IDataView rows)
    {
        var expected = new float[Rows * Width];
        Read(models[0].Model, rows, expected);
        var costs = models.Select(_ => new List<double>()).ToList();
        var furthest = new float[models.Count];
        var made = new float[Rows * Width];
        for (int round = 0; round < Rounds; round++)
            for (int m = 0; m < models.Count; m++)
            {
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                Read(models[m].Model, rows, made);
                costs[m].Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalMicroseconds / Rows);
                furthest[m] = made.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
            }
        Console.WriteLine($"Scores lie between {expected.Min():0.00} and {expected.Max():0.00}.\n");
        Console.WriteLine($"| {Rows} rows, {Width} → {Hidden} → {Width} | CPU µs a row (median of {Rounds}) | furthest from {models[0].Name} |\n|---|---|---|");
        for (int m = 0; m < models.Count; m++)
            Console.WriteLine($"| {models[m].Name} | {costs[m].Order().ElementAt(Rounds / 2):0.00} | {furthest[m]:0.0e+0} |");
    }

    private static void Read(ITransformer model, IDataView rows, float[] into)
    {
        var view = model.Transform(rows);
        var column = view.Schema["scores"];
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> vector = default;
        for (int at = 0; cursor.MoveNext(); at += Width)
        {
            getter(ref vector);
            vector.CopyTo(into.AsSpan(at, Width));
        }
    }

    private static OnnxModel Network(string batch)
    {
        var random = new Random(1);
        var graph = new OnnxGraphBuilder("scores");
        string hidden = graph.Node("Relu", [graph.Node("MatMul", [graph.Input("vectors", OnnxElementType.Float, batch, Width), Weights("w1", Width, Hidden)])]);
        graph.Output(graph.Node("MatMul", [hidden, Weights("w2", Hidden, Width)]), "scores", OnnxElementType.Float, batch, Width);
        return graph.Build();

        string Weights(string name, int from, int to) => graph.Constant(name, Enumerable.Range(0, from * to).Select(_ => random.NextSingle() - 0.5f).ToArray(), from, to);
    }

    private sealed class Item
    {
        public Item() { }

        public Item(int number) => Vectors = [.. Enumerable.Range(0, Width).Select(i => (number * (i + 3) % 101 / 50f) - 1)];

        [ColumnName("vectors"), VectorType(Width)]
        public float[] Vectors { get; set; } = [];
    }
}
