using Microsoft.ML;
using Microsoft.ML.Data;
using Recsys.MLNet.Components;
using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Trainers.Components;

/// <summary>Makes <see cref="LambdaRankTrainer"/> a stage of a pipeline.</summary>
/// <remarks>
/// Rows of a group need not lie together, and the order of groups does not matter; the order within a group breaks ties between
/// equal scores. Groups of one row and groups whose labels are all equal teach nothing and do no harm. Label gains are
/// 0, 1, 3, 7, 15, … unless the options say otherwise; ML.NET's evaluator uses 0, 3, 7, 15, 31.
/// </remarks>
/// <param name="columns">The columns.</param>
/// <param name="options">Trees, leaves, objective.</param>
/// <param name="run">Seed, threads, progress and cancellation; the seed of an <c>MLContext</c> does not reach components.</param>
public sealed class LambdaRankEstimator(LambdaRankColumns columns, LambdaRankOptions? options = null, RunSettings? run = null) : IEstimator<TreeScoreTransformer>
{
    private const string Name = "lambdarank";
    private readonly LambdaRankOptions _options = options ?? new();
    private readonly RunSettings _run = run ?? RunSettings.Default;

    /// <inheritdoc/>
    public TreeScoreTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.ThrowIfInvalid();
        var model = new LambdaRankTrainer(_options).Fit(Read(input), _run);
        return new(model, columns.Features, columns.Score) { Run = _run };
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ComponentShape.After(inputSchema, Name, Inputs(new Vocabulary()), ComponentOutput.Number(columns.Score));

    private List<ComponentInput> Inputs(Vocabulary groups) => [ComponentInput.Vector(columns.Features), ComponentInput.Number(columns.Label), ComponentInput.Id(columns.Group, groups, grows: true)];

    private RankingDataset Read(IDataView input)
    {
        int width = ComponentRows.VectorSize(input.Schema, columns.Features, Name);
        var values = new List<float>();
        var labels = new List<float>();
        var group = new List<int>();
        ComponentRows.ForEachBatch(input, Name, Inputs(new Vocabulary()), _run, batch =>
        {
            values.AddRange(batch.Column<float>(0));
            labels.AddRange(batch.Column<float>(1));
            group.AddRange(batch.Column<int>(2));
        });
        if (labels.Count == 0)
            throw new InvalidDataException($"'{Name}' was given no rows.");
        int without = group.IndexOf(-1);
        if (without >= 0)
            throw new InvalidDataException($"Row {without + 1}: column '{columns.Group}' is missing; every row needs the group it is ranked in.");
        var rows = new RowMatrix(labels.Count, width, [.. values]);
        return RankingDataset.FromGroups(rows, [.. labels], group).Named(Names(input.Schema[columns.Features], width));
    }

    /// <summary>Slot names where the column has them for every feature, each once; else the default names.</summary>
    private static string[]? Names(DataViewSchema.Column column, int width)
    {
        if (column.Annotations.Schema.GetColumnOrNull("SlotNames") is null)
            return null;
        VBuffer<ReadOnlyMemory<char>> slots = default;
        column.Annotations.GetValue("SlotNames", ref slots);
        string[] names = [.. slots.DenseValues().Select(n => n.ToString().Replace(' ', '_'))];
        return names.Length == width && names.All(n => n.Length > 0) && names.Distinct().Count() == width ? names : null;
    }
}
