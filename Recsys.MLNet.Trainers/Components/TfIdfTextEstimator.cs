using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Text;

namespace Recsys.MLNet.Trainers.Components;

/// <summary>The stage of <see cref="TfIdfTextTransformer"/>: learns from a column of texts what its terms weigh.</summary>
public sealed class TfIdfTextEstimator(string output, string input, TfIdfTextOptions? options = null, RunSettings? run = null) : IEstimator<TfIdfTextTransformer>
{
    private const string Name = "tf-idf";
    private readonly TfIdfTextOptions _options = options ?? new();
    private readonly RunSettings _run = run ?? RunSettings.Default;

    /// <inheritdoc/>
    public TfIdfTextTransformer Fit(IDataView data)
    {
        _options.ThrowIfInvalid();
        var texts = new List<string>();
        ComponentRows.ForEachBatch(data, Name, [ComponentInput.Text(input)], _run, batch =>
        {
            foreach (var text in batch.Column<ReadOnlyMemory<char>>(0))
                texts.Add(text.ToString());
        });
        return new(output, input, TermWeights.Of(texts, _options.MinimumTexts, _options.MaximumShare, _options.MaximumTerms)) { Run = _run };
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        ComponentShape.After(inputSchema, Name, [ComponentInput.Text(input)], ComponentOutput.SparseVector(output, 1));
}
