using Microsoft.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Trainers.Components;

/// <summary>Reads the interactions of a view's rows into a log, numbering users and items as they appear.</summary>
public static class InteractionRows
{
    /// <summary>The log of a view's rows in their order. Rows whose type or label is missing, or 0 where 0 means nothing, leave their ids in the vocabularies and no interaction.</summary>
    /// <param name="view">The data.</param>
    /// <param name="component">Name in messages, such as <c>als</c>.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="zeroCounts">Whether a label of 0 is a measurement, as ratings are, or the absence of an interaction.</param>
    /// <param name="run">Cancellation.</param>
    /// <exception cref="SchemaMismatchException">A column is not there or of the wrong type.</exception>
    public static InteractionLog Read(IDataView view, string component, InteractionColumns columns, bool zeroCounts, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var (users, items) = (new Vocabulary(), new Vocabulary());
        var types = columns.Type is null ? new Vocabulary(["interaction"]) : new Vocabulary();
        var inputs = new List<ComponentInput> { ComponentInput.Id(columns.User, users, grows: true), ComponentInput.Id(columns.Item, items, grows: true) };
        int label = Place(columns.Label is { } weight ? ComponentInput.Number(weight) : null), time = Place(columns.Time is { } when ? ComponentInput.Whole(when) : null);
        int type = Place(columns.Type is { } kind ? ComponentInput.Id(kind, types, grows: true) : null);
        inputs.AddRange(columns.HistoryInputs(items, types, grows: true));
        var (user, item, typeOf, weights, times) = (new List<int>(), new List<int>(), new List<int>(), new List<float>(), new List<long>());
        long row = 0;
        ComponentRows.ForEachBatch(view, component, inputs, run, batch =>
        {
            var (userOf, itemOf) = (batch.Column<int>(0).ToArray(), batch.Column<int>(1).ToArray());
            for (int i = 0; i < batch.Count; i++, row++)
            {
                float value = label < 0 ? 1 : batch.Column<float>(label)[i];
                int one = type < 0 ? 0 : batch.Column<int>(type)[i];
                if (userOf[i] < 0 || itemOf[i] < 0 || one < 0 || float.IsNaN(value) || (value == 0 && !zeroCounts))
                    continue;
                user.Add(userOf[i]);
                item.Add(itemOf[i]);
                typeOf.Add(one);
                weights.Add(value);
                times.Add(time < 0 ? row : batch.Column<long>(time)[i]);
            }
        });
        var log = new InteractionLog(users, items, types, [.. user], [.. item], [.. typeOf], [.. weights], [.. times], time < 0 ? EventClock.Order : EventClock.Absolute, new Catalogue());
        return log.Count > 0 ? log : throw new InvalidDataException($"'{component}' was given {row} rows and found no interaction in columns '{columns.User}', '{columns.Item}'{(columns.Label is null ? "" : $", '{columns.Label}'")}; expected at least one row with both ids and a label other than 0.");

        int Place(ComponentInput? input)
        {
            if (input is null)
                return -1;
            inputs.Add(input);
            return inputs.Count - 1;
        }
    }
}
