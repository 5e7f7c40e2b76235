using System.Runtime.InteropServices;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Benchmarks.Onnx;

/// <summary>The managed backend and ONNX Runtime on one encoder, one thread, turn by turn in one process; CPU time of the thread.</summary>
/// <remarks>Needs ONNX Runtime's native library (RECSYS_ONNXRUNTIME). Weights are random: they change no time.</remarks>
public static class EncoderComparison
{
    private static readonly (int Batch, int Tokens, int Turns)[] Shapes = [(1, 16, 200), (1, 32, 100), (1, 128, 30), (32, 32, 7), (64, 64, 3)];

    /// <summary>Prints a row for each batch and length: medians in milliseconds and ratios to ONNX Runtime fp32.</summary>
    public static void Run()
    {
        string file = Path.Combine(Path.GetTempPath(), $"recsys-encoder-{Environment.ProcessId}.onnx"), bytes = file + ".int8";
        try
        {
            using (var model = EncoderModel.Bert(EncoderShape.MiniLm))
                OnnxWriter.Save(model, file);
            using (var model = EncoderModel.Bert(EncoderShape.MiniLm, quantized: true))
                OnnxWriter.Save(model, bytes);
            (string Name, OnnxSession Session)[] sessions =
            [
                ("managed", Managed(file, new())), ("unmerged", Managed(file, new() { Fuse = false })), ("managed bf16", Managed(file, new() { Weights = OnnxWeights.BFloat16 })),
                ("managed int8", Managed(file, new() { Weights = OnnxWeights.Int8 })), ("runtime", Native(file)), ("runtime int8", Native(bytes)),
            ];
            Console.WriteLine($"| batch x tokens | {string.Join(" | ", sessions.Select(s => s.Name))} | managed is | int8 is | max abs difference |");
            foreach (var (batch, tokens, turns) in Shapes)
                Console.WriteLine(Row(sessions, batch, tokens, turns));
            foreach (var (_, session) in sessions)
                session.Dispose();
        }
        finally
        {
            File.Delete(file);
            File.Delete(bytes);
        }
    }

    private static string Row((string Name, OnnxSession Session)[] sessions, int batch, int tokens, int turns)
    {
        var random = new RandomStream(3, "benchmark.text");
        long[] ids = new long[batch * tokens], mask = new long[ids.Length];
        for (int i = 0; i < ids.Length; i++)
            (ids[i], mask[i]) = (random.NextInt(EncoderShape.MiniLm.Vocabulary), 1);
        OnnxInput[] inputs = [("input_ids", OnnxValue.Of(ids, batch, tokens)), ("attention_mask", OnnxValue.Of(mask, batch, tokens)), ("token_type_ids", OnnxValue.Of(new long[ids.Length], batch, tokens))];
        var times = sessions.Select(_ => new List<double>()).ToArray();
        for (int turn = -2; turn < turns; turn++)
            for (int s = 0; s < sessions.Length; s++)
            {
                double began = ThreadMilliseconds();
                using (sessions[s].Session.Run(inputs)) { }
                if (turn >= 0)
                    times[s].Add(ThreadMilliseconds() - began);
            }
        double[] medians = [.. times.Select(list => list.Order().ElementAt(list.Count / 2))];
        using var ours = sessions[0].Session.Run(inputs);
        using var theirs = sessions[4].Session.Run(inputs);
        float difference = 0;
        for (int i = 0; i < ours[0].Count; i++)
            difference = Math.Max(difference, Math.Abs(ours[0].Floats[i] - theirs[0].Floats[i]));
        return $"| {batch} x {tokens} | {string.Join(" | ", medians.Select(m => m.ToString("F2")))} | {medians[4] / medians[0]:F2} x | {medians[5] / medians[3]:F2} x | {difference:E1} |";
    }

    private static OnnxSession Managed(string file, OnnxSessionOptions options) => OnnxSession.Open(file, options with { Backend = OnnxBackend.Managed });

    private static OnnxSession Native(string file) => OnnxSession.Open(file, new() { Backend = OnnxBackend.OnnxRuntime });

    internal static double ThreadMilliseconds()
    {
        if (!OperatingSystem.IsLinux())
            return Environment.TickCount64;
        clock_gettime(3, out var time); // CLOCK_THREAD_CPUTIME_ID
        return time.Seconds * 1e3 + time.Nanoseconds / 1e6;
    }

    [DllImport("libc")]
    private static extern int clock_gettime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
