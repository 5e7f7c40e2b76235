using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.Components;

/// <summary>Makes any <see cref="IItemScorerTrainer"/> a stage of a pipeline: fits it on a view's interactions and adds its score.</summary>
/// <remarks>
/// While a chain is fitted the next stage gets scores of models that have not seen the row (<see cref="OutOfFold"/>): with a
/// <see cref="InteractionColumns.Time"/> column of a model of earlier rows, NaN in the first window, which has none; otherwise of
/// one fitted on the user–item pairs of the other folds. Fitting then costs about <see cref="Folds"/> fits more.
/// </remarks>
/// <param name="trainer">What is fitted.</param>
/// <param name="columns">The columns.</param>
/// <param name="run">Seed, threads, progress and cancellation; the seed of an <c>MLContext</c> does not reach components.</param>
public sealed class ItemScoreEstimator(IItemScorerTrainer trainer, InteractionColumns columns, RunSettings? run = null) : IEstimator<ItemScoreTransformer>
{
    private readonly RunSettings _run = run ?? RunSettings.Default;

    /// <summary>How many folds or time windows the scores of a chain's next stage come from. Default 5; fewer leave each model less to learn from, more cost more; 0 or 1 gives scores that have seen their labels.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Whether a label of 0 is a measurement, as ratings are. Default false: no interaction.</summary>
    public bool ZeroCounts { get; init; }

    /// <inheritdoc/>
    public ItemScoreTransformer Fit(IDataView input)
    {
        var log = InteractionRows.Read(input, trainer.Name, columns, ZeroCounts, _run);
        var serving = FitOn(log, log);
        if (Folds < 2)
            return serving;
        return columns.Time is { } time
            ? OutOfFold.Attach(serving, input, Folds, [ComponentInput.Whole(time)], Window(log, out var starts), window => FitOn(log, Before(log, starts[window])))
            : OutOfFold.Attach(serving, input, Folds, [], (batch, row) => FoldOf(batch.Column<int>(0)[row], batch.Column<int>(1)[row]), fold => FitOn(log, Without(log, fold)));
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var ids = new Vocabulary();
        var inputs = new List<ComponentInput> { ComponentInput.Id(columns.User, ids), ComponentInput.Id(columns.Item, ids) };
        if (columns.Label is { } label)
            inputs.Add(ComponentInput.Number(label));
        if (columns.Time is { } time)
            inputs.Add(ComponentInput.Whole(time));
        if (columns.Type is { } type)
            inputs.Add(ComponentInput.Id(type, ids));
        inputs.AddRange(columns.HistoryInputs(ids, ids));
        return ComponentShape.After(inputSchema, trainer.Name, inputs, ComponentOutput.Number(columns.Score));
    }

    private ItemScoreTransformer FitOn(InteractionLog whole, InteractionLog part) =>
        new(part.Count > 0 ? trainer.Fit(part, _run) : new PopularityModel(new float[whole.Items.Count]), part, columns) { Run = _run };

    // All rows of a pair are in one fold: the other rows of a pair tell its label.
    private int FoldOf(int user, int item) => (int)(_run.Random("out-of-fold", ((long)user << 32) | (uint)item).NextBits() % (uint)Folds);

    private InteractionLog Without(InteractionLog log, int fold) => Where(log, i => FoldOf(log.UserOf[i], log.ItemOf[i]) != fold);

    private static InteractionLog Before(InteractionLog log, long start) => Where(log, i => log.TimeOf[i] < start);

    /// <summary>The window of a row by its time, −1 in the first; windows begin where equal shares of the log's interactions lie behind.</summary>
    private Func<RowBatch, int, int> Window(InteractionLog log, out long[] starts)
    {
        var times = log.TimeOf.ToArray();
        Array.Sort(times);
        var begins = starts = new long[Folds];
        begins[0] = long.MinValue;
        for (int w = 1; w < Folds; w++)
            begins[w] = times[(int)((long)times.Length * w / Folds)];
        int timeInput = 2 + columns.HistoryInputs(log.Items, log.Types).Count(); // after what the component itself reads
        return (batch, row) =>
        {
            long time = batch.Column<long>(timeInput)[row];
            int window = Folds - 1;
            while (window > 0 && time < begins[window])
                window--;
            // Nothing lies before the first window, nor before one that begins where the log does.
            return window == 0 || begins[window] == times[0] ? -1 : window;
        };
    }

    private static InteractionLog Where(InteractionLog log, Func<int, bool> keeps)
    {
        var places = new List<int>(log.Count);
        for (int i = 0; i < log.Count; i++)
            if (keeps(i))
                places.Add(i);
        return log.Select(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(places));
    }
}
