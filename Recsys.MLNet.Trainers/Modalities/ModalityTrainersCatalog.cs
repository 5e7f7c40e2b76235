using Microsoft.ML;
using Recsys.MLNet.Trainers.Modalities;

namespace Recsys.MLNet;

/// <summary>Our stages in <c>ml.Transforms</c> that learn to put vectors of different kinds together.</summary>
public static class ModalityTrainersCatalog
{
    /// <summary>Adds one vector for several of an item (text, image, audio) by a gate learned from what users met together.</summary>
    /// <param name="catalog"><c>ml.Transforms</c>.</param>
    /// <param name="output">The column that is added: a vector of length 1.</param>
    /// <param name="inputs">Columns of vectors, each of a known size; zeros or NaN where an item has none.</param>
    /// <param name="columns">Whose event a row is, and with which item; only for fitting.</param>
    /// <param name="options">How the gate is learned.</param>
    /// <param name="run">Seed, threads, progress, cancellation.</param>
    public static FuseModalitiesEstimator FuseModalities(this TransformsCatalog catalog, string output, IReadOnlyList<string> inputs, FuseModalitiesColumns? columns = null, ModalityFusionOptions? options = null, RunSettings? run = null) =>
        new(output, inputs, columns, options, run);
}
