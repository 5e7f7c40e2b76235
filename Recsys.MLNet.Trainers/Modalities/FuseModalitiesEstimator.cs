using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Data;
using Recsys.MLNet.Modalities;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.Modalities;

/// <summary>Learns <see cref="FuseModalitiesTransformer"/> from events with the vectors of their items.</summary>
public sealed class FuseModalitiesEstimator(string output, IReadOnlyList<string> inputs, FuseModalitiesColumns? columns = null, ModalityFusionOptions? options = null, RunSettings? run = null) : IEstimator<FuseModalitiesTransformer>
{
    private const string Name = "FuseModalities";
    private readonly FuseModalitiesColumns _columns = columns ?? new();
    private readonly ModalityFusionOptions _options = options ?? new();
    private readonly RunSettings _run = run ?? RunSettings.Default;

    /// <inheritdoc/>
    public FuseModalitiesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.ThrowIfInvalid();
        if (inputs.Count == 0)
            throw new ArgumentException("FuseModalities names no columns of vectors; name at least one.");
        int[] widths = [.. inputs.Select(column => ComponentRows.VectorSize(input.Schema, column, Name))];
        var (users, items) = (new Vocabulary(), new Vocabulary());
        var events = new List<List<int>>();
        var vectors = widths.Select(_ => new List<float>()).ToArray();
        ComponentRows.ForEachBatch(input, Name, [ComponentInput.Id(_columns.User, users, grows: true), ComponentInput.Id(_columns.Item, items, grows: true), .. inputs.Select(ComponentInput.Vector)], _run, batch =>
        {
            var userOf = batch.Column<int>(0);
            var itemOf = batch.Column<int>(1);
            for (int row = 0; row < batch.Count; row++)
            {
                if (itemOf[row] < 0)
                    continue;
                for (int m = 0; m < widths.Length; m++)
                    if (vectors[m].Count == itemOf[row] * widths[m]) // an item's first row tells its vectors
                        vectors[m].AddRange(batch.Row<float>(2 + m, row));
                if (userOf[row] < 0)
                    continue;
                while (events.Count <= userOf[row])
                    events.Add([]);
                events[userOf[row]].Add(itemOf[row]);
            }
        });
        var examples = new NextItemExamples(items.Count, events.Select(e => e.ToArray()), _options.History, _options.Decay);
        if (examples.Count == 0)
            throw new InvalidDataException($"'{Name}' was given no user with two different items in columns '{_columns.User}', '{_columns.Item}'; there is nothing to learn a gate from.");
        var model = new ModalityFusionTrainer(_options).Fit(examples, [.. widths.Select((width, m) => new RowMatrix(items.Count, width, [.. vectors[m]]))], _run);
        return new(output, inputs, model) { Run = _run };
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ComponentShape.After(inputSchema, Name,
        [.. inputs.Select(ComponentInput.Vector), ComponentInput.Id(_columns.User, new Vocabulary()), ComponentInput.Id(_columns.Item, new Vocabulary())], ComponentOutput.Vector(output, _options.Dimensions));
}
