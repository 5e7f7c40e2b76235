using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Data.Import;
using Recsys.MLNet.Trainers.BehaviorAttention;

namespace Recsys.MLNet.Benchmarks.Behavior;

/// <summary>Loss and processor time of every epoch with default options on item ids alone, beside which a peer's epochs on the same sequences can be put.</summary>
internal static class EpochCosts
{
    /// <summary>Learns from all but the last two events of each user in a file of "user i1 i2 …" lines.</summary>
    public static void Run(string sequences, int threads, int epochs, TextWriter output)
    {
        var run = new RunSettings { Threads = threads };
        var log = InteractionLogBuilder.From(new AmazonSequencesImporter().Read(sequences, false, "", new ImportOptions(), run));
        var before = Environment.CpuUsage.TotalTime;
        new BehaviorAttentionTrainer(new BehaviorAttentionOptions { Epochs = epochs, HoldOut = 0 })
        {
            Watch = epoch =>
            {
                var now = Environment.CpuUsage.TotalTime;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{threads} threads, epoch {epoch.Number}: loss {epoch.Loss:F4}, {(now - before).TotalSeconds:F2} s of processor, {epoch.Time.TotalSeconds:F2} s"));
                before = Environment.CpuUsage.TotalTime;
            },
        }.Learn(log.Select(Splits.LeaveOneOut(log).Train), null, run);
    }
}
