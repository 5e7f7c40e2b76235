using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Data;

namespace Recsys.MLNet;

/// <summary>Our stages in <c>ml.Transforms</c> that learn nothing beyond a vocabulary.</summary>
public static class RecsysTransformsCatalog
{
    /// <summary>Adds a user's interest as seen from the row's candidate: softmax(q·z) over the vectors of what they did.</summary>
    /// <param name="catalog"><c>ml.Transforms</c>.</param>
    /// <param name="output">The column that is added: a vector of the candidate's size.</param>
    /// <param name="history">Column of the history's vectors, one after another, oldest first.</param>
    /// <param name="candidate">Column of the candidate's vector.</param>
    /// <param name="options">Scale, and how many behaviours count.</param>
    /// <param name="run">Cancellation.</param>
    public static AttendBehaviorEstimator AttendBehavior(this TransformsCatalog catalog, string output, string history, string candidate, AttendBehaviorOptions? options = null, RunSettings? run = null) =>
        new(output, history, candidate, options, run);

    /// <summary>Adds the cosine of two vectors of a row, such as a candidate's and an interest.</summary>
    /// <param name="catalog"><c>ml.Transforms</c>.</param>
    /// <param name="output">The column that is added: a number, 0 where a vector is all zeros.</param>
    /// <param name="left">Column of vectors.</param>
    /// <param name="right">Column of vectors of the same size.</param>
    /// <param name="run">Cancellation.</param>
    public static SimilarityEstimator Similarity(this TransformsCatalog catalog, string output, string left, string right, RunSettings? run = null) => new(output, left, right, run);

    /// <summary>Adds a key column for ids that are texts, keys or whole numbers.</summary>
    /// <param name="catalog"><c>ml.Transforms.Conversion</c>.</param>
    /// <param name="output">The column that is added: a key with the ids as key values.</param>
    /// <param name="input">Column of ids; null takes <paramref name="output"/>.</param>
    /// <param name="vocabulary">The ids that have a key, or null to number those of the data as they appear.</param>
    /// <param name="run">Cancellation.</param>
    public static MapIdsEstimator MapIds(this TransformsCatalog.ConversionTransforms catalog, string output, string? input = null, Vocabulary? vocabulary = null, RunSettings? run = null) =>
        new(output, input ?? output, vocabulary, run);

    /// <summary>Answers each row, a request, with a ranked list from a package.</summary>
    /// <param name="catalog"><c>ml.Transforms</c>.</param>
    /// <param name="package">The package file.</param>
    /// <param name="columns">The columns of the request and of the list; by default those of <see cref="RecommendationRow"/> and <see cref="RankedRow"/>.</param>
    /// <param name="run">Cancellation.</param>
    public static RecommendEstimator Recommend(this TransformsCatalog catalog, string package, RecommendColumns? columns = null, RunSettings? run = null) => new(package, columns, run);
}
