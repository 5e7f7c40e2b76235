using Recsys.MLNet.Data;
using Recsys.MLNet.Modalities;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.Modalities;

/// <summary>Learns from behaviour how much text, image and audio of an item count: vectors of items that users met near each other are drawn together.</summary>
public sealed class ModalityFusionTrainer(ModalityFusionOptions options)
{
    /// <summary>With default settings.</summary>
    public ModalityFusionTrainer() : this(new()) { }

    /// <summary>Fits on the interactions of a log.</summary>
    /// <param name="log">Interactions.</param>
    /// <param name="modalities">For each modality a matrix whose row i is the vector of item i; zeros where the item has none.</param>
    /// <param name="run">Seed, threads, progress.</param>
    public ModalityFusionModel Fit(InteractionLog log, IReadOnlyList<RowMatrix> modalities, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        options.ThrowIfInvalid();
        return Fit(new NextItemExamples(log, options.History, options.Decay), modalities, run);
    }

    internal ModalityFusionModel Fit(NextItemExamples examples, IReadOnlyList<RowMatrix> modalities, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(modalities);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        if (modalities.Count == 0)
            throw new ArgumentException("There are no modalities; give at least one matrix of vectors.", nameof(modalities));
        for (int m = 0; m < modalities.Count; m++)
            if (modalities[m].Rows != examples.Items || modalities[m].Columns == 0)
                throw new ArgumentException($"Modality {m} has {modalities[m].Rows} vectors of {modalities[m].Columns}; expected {examples.Items}, one for each item.", nameof(modalities));
        var random = run.Random("modality-fusion.init");
        var model = new ModalityFusionModel([.. modalities.Select(m => Begin(m.Columns, random))], [.. modalities.Select(m => new float[m.Columns])], new float[modalities.Count]);
        new NextItemTraining(options.Learning, examples, "modality fusion").Run(new FusionLearner(options, model, modalities), run);
        return model;
    }

    // Near orthogonal, so that cosines survive: where learning begins, the fused vector is the mean of the modalities.
    private RowMatrix Begin(int width, RandomStream random)
    {
        var matrix = new RowMatrix(width, options.Dimensions);
        float scale = 1 / MathF.Sqrt(options.Dimensions);
        foreach (ref float value in matrix.Values.AsSpan())
            value = (float)random.NextGaussian() * scale;
        return matrix;
    }
}
