using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Recsys.MLNet.Indexing;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Benchmarks.Recall;

/// <summary>The graph index against a peer on the same vectors, turn by turn, in processor time of one thread.</summary>
/// <remarks>
/// The peer is a program that is started with the folder's file prefix and the number of factors, and answers lines on its standard input:
/// <c>build M EF</c> and <c>search EF K FILE</c> print processor seconds; the latter writes the answers, 32-bit item numbers, to the file.
/// <c>save FILE</c> and <c>load FILE</c> print any number. What was built is kept beside the prefix: a second run only searches.
/// </remarks>
internal sealed class VectorIndexComparison(string prefix, string? peer, int items = 200_000, int queries = 10_000, int factors = 64)
{
    private const int K = 10, Connections = 16, BuildBreadth = 200;
    private static readonly int[] Breadths = [16, 20, 24, 30, 40, 50, 60, 80, 100, 150, 200];

    public void Run()
    {
        var (table, wanted) = VectorGenerator.Draw(items, queries, factors);
        File.WriteAllBytes(prefix + ".base.f32", MemoryMarshal.AsBytes(table.Values.AsSpan()));
        File.WriteAllBytes(prefix + ".query.f32", MemoryMarshal.AsBytes(wanted.Values.AsSpan()));
        int[] truth = Kept(prefix + ".truth", () => Truth(table, wanted));
        var options = new VectorIndexOptions { Metric = VectorMetric.Euclidean, Kind = VectorIndexKind.Graph, Connections = Connections, BuildBreadth = BuildBreadth };
        GraphIndex.Build(new RowMatrix(2000, factors, table.Values[..(2000 * factors)]), options with { Quantized = true }, RunSettings.Default).Search(wanted.Row(0), new int[K], new float[K]); // compiles
        using var other = peer is null ? null : new Peer(peer, prefix, factors);
        GraphIndex graph = null!;
        if (File.Exists(prefix + ".graph"))
        {
            using var saved = File.OpenRead(prefix + ".graph");
            graph = (GraphIndex)VectorIndexes.Load(saved);
            _ = other?.Ask($"load {prefix}.peer");
        }
        else
        {
            double mine = Seconds(() => graph = GraphIndex.Build(table, options, new RunSettings { Threads = 1 }));
            double theirs = other?.Ask($"build {Connections} {BuildBreadth}") ?? double.NaN;
            Console.WriteLine($"build, CPU s: {mine:0.0}; peer {theirs:0.0}; ratio {mine / theirs:0.00}; {graph.Bytes / 1e6:0} MB");
            _ = other?.Ask($"save {prefix}.peer");
            using var saved = File.Create(prefix + ".graph");
            Packaging.ModelSections.Save(graph, saved);
        }
        var codes = graph.Quantize();
        Console.WriteLine("| ef | recall@10 | queries/s | 8-bit recall@10 | queries/s | peer recall@10 | queries/s |\n|---|---|---|---|---|---|---|");
        foreach (int breadth in Breadths)
        {
            double[] best = [double.MaxValue, double.MaxValue, double.MaxValue];
            double[] recall = new double[3];
            for (int round = 0; round < 3; round++)
            {
                (best[0], recall[0]) = Better(best[0], Search(graph, wanted, breadth, truth));
                (best[1], recall[1]) = Better(best[1], Search(codes, wanted, breadth, truth));
                if (other is not null)
                    (best[2], recall[2]) = Better(best[2], (other.Ask($"search {breadth} {K} {prefix}.answers"), Recall(MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(prefix + ".answers")), truth)));
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {breadth} | {recall[0]:0.0000} | {queries / best[0]:0} | {recall[1]:0.0000} | {queries / best[1]:0} | {recall[2]:0.0000} | {queries / best[2]:0} |"));
        }
    }

    private static (double, double) Better(double best, (double Seconds, double Recall) turn) => (Math.Min(best, turn.Seconds), turn.Recall);

    private static (double Seconds, double Recall) Search(GraphIndex index, RowMatrix queries, int breadth, int[] truth)
    {
        var found = new int[queries.Rows * K];
        var scores = new float[K];
        double seconds = Seconds(() =>
        {
            for (int q = 0; q < queries.Rows; q++)
                index.Search(queries.Row(q), found.AsSpan(q * K, K), scores, breadth);
        });
        return (seconds, Recall(found, truth));
    }

    private static double Recall(ReadOnlySpan<int> found, int[] truth)
    {
        int hits = 0;
        for (int q = 0; q < truth.Length; q += K)
            foreach (int item in found.Slice(q, K))
                hits += truth.AsSpan(q, K).Contains(item) ? 1 : 0;
        return hits / (double)truth.Length;
    }

    private static int[] Kept(string path, Func<int[]> make)
    {
        if (!File.Exists(path))
            File.WriteAllBytes(path, MemoryMarshal.AsBytes(make().AsSpan()).ToArray());
        return MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(path)).ToArray();
    }

    private static int[] Truth(RowMatrix table, RowMatrix queries)
    {
        // 2·q·x − |x|² orders as the distance does.
        var wide = new RowMatrix(table.Rows, table.Columns + 1);
        for (int i = 0; i < table.Rows; i++)
        {
            table.Row(i).CopyTo(wide.Row(i));
            wide.Row(i)[^1] = System.Numerics.Tensors.TensorPrimitives.SumOfSquares(table.Row(i));
        }
        var blocks = new ItemBlocks(wide);
        var top = new TopK(K);
        var truth = new int[queries.Rows * K];
        var scores = new float[K];
        var query = new float[table.Columns + 1];
        query[^1] = -0.5f;
        for (int q = 0; q < queries.Rows; q++)
        {
            queries.Row(q).CopyTo(query);
            blocks.Search(query, top);
            top.Drain(truth.AsSpan(q * K, K), scores);
        }
        return truth;
    }

    private static double Seconds(Action work)
    {
        GC.Collect();
        var process = Process.GetCurrentProcess();
        process.Refresh();
        var before = process.TotalProcessorTime;
        work();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    private sealed class Peer : IDisposable
    {
        private readonly Process _process;

        public Peer(string program, string prefix, int factors) =>
            _process = Process.Start(new ProcessStartInfo(program, [prefix, factors.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

        public double Ask(string line)
        {
            _process.StandardInput.WriteLine(line);
            return double.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
