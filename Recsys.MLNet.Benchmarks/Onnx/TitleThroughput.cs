using System.Diagnostics;
using Recsys.MLNet.Onnx;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Text.Tokenization;

namespace Recsys.MLNet.Benchmarks.Onnx;

/// <summary>Real titles through one encoder shape: the product's encoder, batches by length on managed code, against padded batches of 32 in the order of the file on ONNX Runtime.</summary>
/// <remarks>Needs RECSYS_DATA (beauty/items.tsv) and RECSYS_ONNXRUNTIME. Weights are random: they change no time. One thread each, turn by turn; CPU time of the thread.
/// Ours includes tokenization and pooling, the other side is the model's run alone.</remarks>
public static class TitleThroughput
{
    private const int Titles = 256, Padded = 32, Turns = 3;
    private static readonly int[] Budgets = [128, 512, 4096];

    /// <summary>Prints titles a second of each way, and the tokens it computed for those that were needed.</summary>
    public static void Run()
    {
        string data = Path.Combine(Environment.GetEnvironmentVariable("RECSYS_DATA") ?? throw new ArgumentException("set RECSYS_DATA to the folder that holds beauty"), "beauty", "items.tsv");
        string[] all = [.. File.ReadLines(data).Skip(1).Select(line => line.Split('\t')[2])];
        string folder = Directory.CreateTempSubdirectory("recsys-titles-").FullName;
        try
        {
            var vocabulary = WordPieceVocabulary.Learn(all, EncoderShape.MiniLm.Vocabulary);
            vocabulary.Save(Path.Combine(folder, "tokenizer.json"));
            using (var model = EncoderModel.Bert(EncoderShape.MiniLm))
                OnnxWriter.Save(model, Path.Combine(folder, "model.onnx"));
            Compare(folder, vocabulary.ToTokenizer(), all);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(string folder, TextTokenizer tokenizer, string[] all)
    {
        string[] titles = [.. all.Where((_, i) => i % (all.Length / Titles) == 0).Take(Titles)];
        var tokens = titles.Select(title => tokenizer.Encode(title, maxTokens: 512)).ToArray();
        int[] lengths = [.. tokens.Select(t => t.Length).Order()];
        Console.WriteLine($"{titles.Length} titles of {all.Length}; tokens a title: median {lengths[lengths.Length / 2]}, 90 % up to {lengths[lengths.Length * 9 / 10]}, longest {lengths[^1]}");
        long before = Memory();
        var encoders = Budgets.Select(budget => OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = folder }, new() { Backend = OnnxBackend.Managed }, budget)).ToArray();
        double each = (Memory() - before) / (double)Budgets.Length, weights = new FileInfo(Path.Combine(folder, "model.onnx")).Length;
        using var native = OnnxSession.Open(Path.Combine(folder, "model.onnx"), new() { Backend = OnnxBackend.OnnxRuntime });
        var vectors = new float[titles.Length * encoders[0].Dimensions];
        long needed = tokens.Sum(t => (long)t.Length), computed = tokens.Chunk(Padded).Sum(chunk => (long)chunk.Length * chunk.Max(t => t.Length));
        var times = encoders.Select(_ => new List<double>()).Append([]).ToArray();
        for (int turn = -1; turn < Turns; turn++)
        {
            double began = EncoderComparison.ThreadMilliseconds();
            foreach (var chunk in turn < 0 ? [tokens[..Padded]] : tokens.Chunk(Padded))
                using (native.Run(Inputs(chunk))) { }
            if (turn >= 0)
                times[^1].Add(EncoderComparison.ThreadMilliseconds() - began);
            for (int e = 0; e < encoders.Length; e++)
            {
                began = EncoderComparison.ThreadMilliseconds();
                if (turn < 0)
                    encoders[e].Encode(titles[..Padded], vectors.AsSpan(0, Padded * encoders[e].Dimensions));
                else
                    encoders[e].Encode(titles, vectors);
                if (turn >= 0)
                    times[e].Add(EncoderComparison.ThreadMilliseconds() - began);
            }
        }
        double peer = Median(times[^1]);
        Console.WriteLine("| | titles a CPU second | tokens computed / needed | against padded batches there |");
        Console.WriteLine("|---|---|---|---|");
        Console.WriteLine(FormattableString.Invariant($"| ONNX Runtime, padded batches of {Padded} | {1000 * titles.Length / peer:F0} | {(double)computed / needed:F2} | 1 |"));
        for (int e = 0; e < encoders.Length; e++)
        {
            var (asked, done) = encoders[e].Tokens;
            double median = Median(times[e]);
            Console.WriteLine(FormattableString.Invariant($"| managed, {Budgets[e]} tokens a batch by length | {1000 * titles.Length / median:F0} | {(double)done / asked:F2} | {peer / median:F2} x |"));
            encoders[e].Dispose();
        }
        Console.WriteLine(FormattableString.Invariant($"Private memory of an open managed encoder {each / 1e6:F0} MB for {weights / 1e6:F0} MB of weights: {each / weights:F2} x"));
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static long Memory()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.PrivateMemorySize64;
    }

    private static OnnxInput[] Inputs(EncodedText[] batch)
    {
        int n = batch.Length, t = batch.Max(text => text.Length);
        long[] ids = new long[n * t], mask = new long[n * t];
        for (int i = 0; i < n; i++)
            for (int p = 0; p < batch[i].Length; p++)
                (ids[i * t + p], mask[i * t + p]) = (batch[i].Ids[p], 1);
        return [("input_ids", OnnxValue.Of(ids, n, t)), ("attention_mask", OnnxValue.Of(mask, n, t)), ("token_type_ids", OnnxValue.Of(new long[n * t], n, t))];
    }
}
