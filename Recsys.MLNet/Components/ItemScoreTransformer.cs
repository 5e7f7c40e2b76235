using Microsoft.ML;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Components;

/// <summary>Adds the score of any item model for the user and the item of a row: factors, neighbours, popularity.</summary>
/// <remarks>An unknown user counts as one without history, an unknown item as one without evidence; no score is NaN.</remarks>
public sealed class ItemScoreTransformer : RowComponent
{
    internal const string SectionKind = "component-item-score";

    /// <summary>How many of a user's last interactions are kept with the model.</summary>
    public const int HistoryLength = 200;

    private readonly InteractionColumns _columns;
    private readonly Vocabulary _users, _items, _types;
    private readonly int _historyTypes, _historyTimes; // places among the inputs, −1 without
    private readonly UserHistories _histories;

    /// <summary>A component over a fitted model.</summary>
    /// <param name="model">The model; it can be saved if it is an <see cref="ISavedModel"/>.</param>
    /// <param name="log">What it was fitted on: its vocabularies give the numbers, its interactions the users' histories.</param>
    /// <param name="columns">The columns.</param>
    public ItemScoreTransformer(IItemScorer model, InteractionLog log, InteractionColumns columns)
        : this(model, log?.Users!, log?.Items!, log?.Types!, UserHistories.Of(log ?? throw new ArgumentNullException(nameof(log)), HistoryLength), columns) { }

    private ItemScoreTransformer(IItemScorer model, Vocabulary users, Vocabulary items, Vocabulary types, UserHistories histories, InteractionColumns columns)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(columns);
        (Model, _users, _items, _types, _histories, _columns) = (model, users, items, types, histories, columns);
        Inputs = [ComponentInput.Id(columns.User, users), ComponentInput.Id(columns.Item, items), .. columns.HistoryInputs(items, types)];
        _historyTypes = columns.HistoryTypes is null ? -1 : 3;
        _historyTimes = columns.HistoryTimes is null ? -1 : Inputs.Count - 1;
    }

    /// <summary>The model.</summary>
    public IItemScorer Model { get; }

    /// <summary>Ids of the items by the model's numbers.</summary>
    public IReadOnlyList<string> Items => _items.Ids;

    /// <summary>Ids of the users by the model's numbers.</summary>
    public IReadOnlyList<string> Users => _users.Ids;

    /// <inheritdoc/>
    public override string Kind => SectionKind;

    /// <inheritdoc/>
    public override int FormatVersion => 2;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentInput> Inputs { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<ComponentOutput> Outputs(DataViewSchema schema) => [ComponentOutput.Number(_columns.Score)];

    /// <inheritdoc/>
    protected internal override void Compute(RowBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var scratch = batch.Scratch(() => new Scratch(Model.ItemCount));
        scratch.Forget(); // another model may have used it
        var users = batch.Column<int>(0);
        var items = batch.Column<int>(1);
        var scores = batch.Output<float>(0);
        for (int row = 0; row < batch.Count; row++)
        {
            var user = _columns.History is null ? _histories.Of(users[row]) : Told(scratch, batch, row, users[row]);
            scores[row] = Model is IPairScorer pair ? pair.Score(user, items[row]) : scratch.Score(Model, user, items[row], same: row > 0 && users[row] == users[row - 1] && _columns.History is null);
        }
    }

    /// <summary>A user whose history the row tells.</summary>
    private UserContext Told(Scratch scratch, RowBatch batch, int row, int user)
    {
        var history = batch.Row<int>(2, row);
        var types = _historyTypes < 0 ? [] : batch.Row<int>(_historyTypes, row);
        var times = _historyTimes < 0 ? [] : batch.Row<long>(_historyTimes, row);
        if (_historyTypes >= 0 && types.Length != history.Length)
            throw NotAsMany(_columns.HistoryTypes!, types.Length, history.Length);
        if (_historyTimes >= 0 && times.Length != history.Length)
            throw NotAsMany(_columns.HistoryTimes!, times.Length, history.Length);
        return scratch.Known(user, history, types, times);
    }

    private SchemaMismatchException NotAsMany(string column, int count, int items) =>
        new($"Column '{column}' holds {count} values in a row where '{_columns.History}' has {items} items; they belong together one by one.");

    /// <inheritdoc/>
    public override void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (Model is not ISavedModel saved)
            throw new InvalidOperationException($"{Model.GetType().Name} cannot be saved: it is no ISavedModel.");
        writer.WriteModel(saved);
        writer.Write(_users.Ids);
        writer.Write(_items.Ids);
        _histories.Write(writer);
        writer.Write([_columns.User, _columns.Item, _columns.Label ?? "", _columns.Score, _columns.Time ?? "", _columns.History ?? "", _columns.Type ?? "", _columns.HistoryTypes ?? "", _columns.HistoryTimes ?? ""]);
        writer.Write(_types.Ids);
    }

    internal static ItemScoreTransformer Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 2);
        var model = reader.ReadModel<IItemScorer>();
        var (users, items) = (new Vocabulary(reader.ReadStrings()), new Vocabulary(reader.ReadStrings()));
        var histories = UserHistories.Read(reader);
        if (model.ItemCount != items.Count)
            throw new ModelFormatException($"The section '{SectionKind}' has {items.Count} items but a model of {model.ItemCount}. The file is damaged; save or download it again.");
        string[] names = reader.ReadStrings();
        var types = reader.Version > 1 ? new Vocabulary(reader.ReadStrings()) : new Vocabulary(); // the first version told no types apart
        return names is [var user, var item, var label, var score, var time, var history, .. var more] && more.Length is 0 or 3
            ? new(model, users, items, types, histories, new(user, item, Named(label), score, Named(time), Named(history))
            {
                Type = Named(more.ElementAtOrDefault(0)),
                HistoryTypes = Named(more.ElementAtOrDefault(1)),
                HistoryTimes = Named(more.ElementAtOrDefault(2)),
            })
            : throw new ModelFormatException($"The section '{SectionKind}' does not name its columns. The file is damaged; save or download it again.");

        static string? Named(string? column) => column is { Length: > 0 } ? column : null;
    }

    private sealed class Scratch(int items)
    {
        private readonly float[] _scores = new float[items];
        private readonly List<int> _history = [], _types = [];
        private readonly List<float> _weights = [];
        private readonly List<long> _times = [];
        private bool _filled;

        public void Forget() => _filled = false;

        /// <summary>A user with that history; ids that the model does not know are left out, types it does not know count as the first.</summary>
        public UserContext Known(int user, ReadOnlySpan<int> history, ReadOnlySpan<int> types, ReadOnlySpan<long> times)
        {
            _history.Clear();
            _types.Clear();
            _times.Clear();
            for (int i = 0; i < history.Length; i++)
            {
                if (history[i] < 0)
                    continue;
                _types.Add(types.IsEmpty ? 0 : Math.Max(0, types[i]));
                _times.Add(times.IsEmpty ? 0 : times[i]);
                _history.Add(history[i]);
            }
            while (_weights.Count < _history.Count)
                _weights.Add(1);
            int count = _history.Count;
            return new(user, Span(_history), Span(_types), Span(_weights)[..count], Span(_times), count == 0 ? 0 : _times[^1]);

            static ReadOnlySpan<T> Span<T>(List<T> list) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list);
        }

        /// <summary>One score of a model that scores all items at once: kept for the rows of the same user that follow.</summary>
        public float Score(IItemScorer model, in UserContext user, int item, bool same)
        {
            if (!same || !_filled)
                model.Score(user, _scores);
            _filled = true;
            return (uint)item < (uint)_scores.Length ? _scores[item] : 0;
        }
    }
}
