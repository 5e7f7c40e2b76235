using Microsoft.ML;
using Recsys.MLNet.Behavior;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Components;

/// <summary>Adds a user's interest as seen from the row's candidate: the vectors of what they did, pooled by attention.</summary>
/// <remarks>
/// The history column holds T vectors of the candidate's size one after another, oldest first, T varying by row; vectors of zeros
/// are padding. A history without vectors gives zeros.
/// </remarks>
public sealed class AttendBehaviorTransformer : RowComponent
{
    internal const string SectionKind = "component-attend-behavior";

    private readonly string _output, _history, _candidate;
    private readonly AttendBehaviorOptions _options;

    /// <summary>A component over the named columns.</summary>
    public AttendBehaviorTransformer(string output, string history, string candidate, AttendBehaviorOptions? options = null)
    {
        (_output, _history, _candidate, _options) = (output, history, candidate, options ?? new());
        _options.ThrowIfInvalid();
        Inputs = [ComponentInput.Vector(history), ComponentInput.Vector(candidate)];
    }

    /// <inheritdoc/>
    public override string Kind => SectionKind;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentInput> Inputs { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema) =>
        [ComponentOutput.Vector(_output, ComponentRows.VectorSize(schema, _candidate, SectionKind))];

    /// <inheritdoc/>
    protected internal override void Compute(RowBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<float> weights = stackalloc float[Math.Min(_options.Last, 512)];
        for (int row = 0; row < batch.Count; row++)
        {
            var query = batch.Row<float>(1, row);
            var history = batch.Row<float>(0, row);
            if (history.Length % query.Length != 0)
                throw new SchemaMismatchException($"Column '{_history}' holds {history.Length} numbers in a row where '{_candidate}' has {query.Length}; a history is whole vectors of the candidate's size, one after another.");
            int last = Math.Min(_options.Last, history.Length / query.Length);
            if (last > weights.Length)
                weights = new float[last];
            AttentionPooling.Compute(query, history[^(last * query.Length)..], _options.Scale, weights[..last], batch.Output<float>(0, row));
        }
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write([_output, _history, _candidate]);
        writer.Write(_options.Scale);
        writer.Write(_options.Last);
    }

    internal static AttendBehaviorTransformer Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return reader.ReadStrings() is [var output, var history, var candidate]
            ? new(output, history, candidate, new() { Scale = reader.ReadFloat(), Last = reader.ReadInt() })
            : throw SavedPart.Damaged(SectionKind);
    }
}
