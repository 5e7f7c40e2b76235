using Recsys.MLNet.Numerics;

namespace Recsys.MLNet;

/// <summary>How a piece of work runs, as opposed to what it computes: seed, threads, progress, cancellation.</summary>
/// <remarks>
/// Kept apart from options so that a saved model never carries a machine's thread count, and because a component cannot
/// reach the environment inside an <c>MLContext</c>: <c>new MLContext(seed: 1)</c> does not seed anything of ours.
/// Results depend on <see cref="Seed"/> alone, never on <see cref="Threads"/>.
/// </remarks>
public sealed record RunSettings
{
    /// <summary>Seed 1, all cores, no progress.</summary>
    public static RunSettings Default { get; } = new();

    /// <summary>Seed of every named random stream. Default 1. The same seed gives the same result on any number of threads.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads to use, 0 for all cores. Default 0.</summary>
    public int Threads { get; init; }

    /// <summary>Receives progress; may be called from any thread. Default none.</summary>
    public IProgress<RunProgress>? Progress { get; init; }

    /// <summary>Stops the work at the next chunk with <see cref="OperationCanceledException"/>. Default none.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The number of threads that <see cref="Threads"/> means on this machine, at least 1.</summary>
    public int EffectiveThreads => Threads > 0 ? Threads : Environment.ProcessorCount;

    /// <summary>The random stream of that name: independent of every other name and index under the same seed.</summary>
    /// <param name="name">What the numbers are for, such as <c>"als.init"</c>.</param>
    /// <param name="index">Distinguishes streams of one name, such as an epoch or a row.</param>
    public RandomStream Random(string name, long index = 0) => new(Seed, name, index);

    /// <summary>Runs <paramref name="body"/> for 0 ≤ i &lt; <paramref name="count"/> on <see cref="EffectiveThreads"/> threads.</summary>
    /// <remarks>Iterations must write to disjoint places; then the result cannot depend on the number of threads.</remarks>
    public void ParallelFor(int count, Action<int> body) => WorkPool.For(count, EffectiveThreads, body, Cancellation);

    /// <summary>As <see cref="ParallelFor(int, Action{int})"/>, with one scratch object for each thread that takes part.</summary>
    public void ParallelFor<TScratch>(int count, Func<TScratch> scratch, Action<int, TScratch> body) =>
        WorkPool.For(count, EffectiveThreads, scratch, body, Cancellation);

    /// <summary>Reports progress if anyone listens, and observes cancellation.</summary>
    public void Report(string stage, double fraction, string? message = null)
    {
        Cancellation.ThrowIfCancellationRequested();
        Progress?.Report(new RunProgress(stage, fraction, message));
    }
}
