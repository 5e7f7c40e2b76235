using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Where a fit stands after an epoch: with it, a fit that was interrupted ends with the very weights of one that was not.</summary>
internal sealed record BehaviorCheckpoint(string Fingerprint, int Epoch, long Steps, int Since, double BestNdcg, float[] Weights, float[] First, float[] Second, float[] Average, float[] Best)
{
    private const string SectionKind = "behavior-checkpoint";

    public static BehaviorCheckpoint Of(BehaviorStep step, float[] best, double bestNdcg, int since, int epoch, string fingerprint) =>
        new(fingerprint, epoch, step.Count, since, bestNdcg, step.Weights.Values, step.First, step.Second, step.Average, best);

    /// <summary>The state kept in a file; null where there is no file.</summary>
    /// <exception cref="ArgumentException">It belongs to another fit.</exception>
    public static BehaviorCheckpoint? TryRead(string path, string fingerprint)
    {
        if (!File.Exists(path))
            return null;
        using var stream = File.OpenRead(path);
        using var reader = new SectionReader(stream);
        reader.Expect(SectionKind, 2);
        string found = reader.ReadString();
        if (found != fingerprint)
            throw new ArgumentException($"{path} belongs to a fit of '{found}'; this one is of '{fingerprint}'. Delete the file or name another.");
        return new(found, reader.ReadInt(), reader.ReadLong(), reader.ReadInt(), reader.ReadDouble(), reader.ReadArray<float>(), reader.ReadArray<float>(), reader.ReadArray<float>(), reader.ReadArray<float>(), reader.ReadArray<float>());
    }

    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        using var writer = new SectionWriter(stream, SectionKind, 2);
        writer.Write(Fingerprint);
        writer.Write(Epoch);
        writer.Write(Steps);
        writer.Write(Since);
        writer.Write(BestNdcg);
        foreach (float[] values in new[] { Weights, First, Second, Average, Best })
            writer.Write<float>(values);
    });

    public void Restore(BehaviorStep step, float[] best)
    {
        Weights.CopyTo(step.Weights.Values, 0);
        First.CopyTo(step.First, 0);
        Second.CopyTo(step.Second, 0);
        Average.CopyTo(step.Average, 0);
        Best.CopyTo(best, 0);
        step.Count = Steps;
    }
}
