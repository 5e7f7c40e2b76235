using Microsoft.ML;
using Recsys.MLNet.Trainers.Components;

namespace Recsys.MLNet;

/// <summary>Our stages in <c>ml.Transforms.Text</c> that learn from the texts they are fitted on.</summary>
public static class TextTrainersCatalog
{
    /// <summary>Adds the weighted terms of a text, in any language, as a sparse vector of length 1.</summary>
    /// <param name="catalog"><c>ml.Transforms.Text</c>.</param>
    /// <param name="output">The column that is added.</param>
    /// <param name="input">Column of texts; null takes <paramref name="output"/>.</param>
    /// <param name="options">Which terms count.</param>
    /// <param name="run">Cancellation.</param>
    public static TfIdfTextEstimator TfIdf(this TransformsCatalog.TextTransforms catalog, string output, string? input = null, TfIdfTextOptions? options = null, RunSettings? run = null) =>
        new(output, input ?? output, options, run);
}
