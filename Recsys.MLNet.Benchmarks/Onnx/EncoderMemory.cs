using System.Diagnostics;
using System.Globalization;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Benchmarks.Onnx;

/// <summary>What an open managed session takes at its peak, idle and in a batch: one process for each row, working set above that before opening,
/// where a tiny model of the same operators has run already, so that compiled code is not counted.</summary>
public static class EncoderMemory
{
    private static readonly (int Batch, int Tokens)[] Shapes = [(1, 16), (1, 128), (32, 32), (64, 64)];

    /// <summary>Writes the model and starts this program again for each row.</summary>
    public static void Run()
    {
        string file = Path.Combine(Path.GetTempPath(), $"recsys-encoder-{Environment.ProcessId}.onnx");
        try
        {
            using (var model = EncoderModel.Bert(EncoderShape.MiniLm))
                OnnxWriter.Save(model, file);
            Console.WriteLine("| batch x tokens | weights, MB | batch, MB | peak, MB | peak / (weights + batch) |\n|---|---|---|---|---|");
            foreach (var (batch, tokens) in Shapes)
            {
                using var child = Process.Start("dotnet", [typeof(EncoderMemory).Assembly.Location, "encoder-memory", file, Text(batch), Text(tokens)]);
                child.WaitForExit();
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Prints one row.</summary>
    public static void Row(string file, int batch, int tokens)
    {
        string tiny = file + ".tiny";
        try
        {
            using (var model = EncoderModel.Bert(EncoderShape.Tiny))
                OnnxWriter.Save(model, tiny);
            using var warm = OnnxSession.Open(tiny, Options);
            Run(warm, EncoderShape.Tiny, batch, Math.Min(tokens, EncoderShape.Tiny.Longest));
        }
        finally
        {
            File.Delete(tiny);
        }
        var shape = EncoderShape.MiniLm;
        using var process = Process.GetCurrentProcess();
        long before = process.WorkingSet64;
        using var session = OnnxSession.Open(file, Options);
        for (int turn = 0; turn < 3; turn++)
            Run(session, shape, batch, tokens);
        process.Refresh();
        // What one layer must hold of a batch: its input, Q, K and V, the result of attention, the inner activations, and the weights of attention.
        double needed = (double)batch * tokens * (5 * shape.Width + shape.Inner + shape.Heads * tokens) * sizeof(float) / 1e6, stored = new FileInfo(file).Length / 1e6;
        double peak = (process.PeakWorkingSet64 - before) / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {batch} x {tokens} | {stored:F0} | {needed:F1} | {peak:F0} | {peak / (stored + needed):F2} |"));
    }

    private static OnnxSessionOptions Options => new() { Backend = OnnxBackend.Managed, Threads = 1 };

    private static void Run(OnnxSession session, EncoderShape shape, int batch, int tokens)
    {
        long[] ids = new long[batch * tokens], mask = new long[ids.Length];
        for (int i = 0; i < ids.Length; i++)
            (ids[i], mask[i]) = (i % shape.Vocabulary, 1);
        using (session.Run([("input_ids", OnnxValue.Of(ids, batch, tokens)), ("attention_mask", OnnxValue.Of(mask, batch, tokens)), ("token_type_ids", OnnxValue.Of(new long[ids.Length], batch, tokens))])) { }
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
