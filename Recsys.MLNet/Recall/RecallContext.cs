using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>One request as sources, features and rankers see it: who, when, where, and the state as of then.</summary>
public sealed class RecallContext
{
    private Dictionary<string, RankedItem>? _given;
    private RatePrior? _clickPrior;

    /// <summary>A request.</summary>
    /// <param name="state">The state it reads.</param>
    /// <param name="user">Id of the user or session, or null for an anonymous request.</param>
    /// <param name="at">The moment of the request in milliseconds on the log's clock.</param>
    public RecallContext(StateView state, string? user, long at)
    {
        ArgumentNullException.ThrowIfNull(state);
        State = state;
        At = at;
        User = state.FindUser(user) ?? new UserState(user ?? "");
    }

    /// <summary>The state.</summary>
    public StateView State { get; }

    /// <summary>The user; one nothing is known of when the id is new.</summary>
    public UserState User { get; }

    /// <summary>The moment of the request.</summary>
    public long At { get; }

    /// <summary>Where the list will be shown, or null.</summary>
    public string? Surface { get; init; }

    /// <summary>Search text, or null.</summary>
    public string? Query { get; init; }

    /// <summary>Fields of the request, such as device or locale.</summary>
    public IReadOnlyList<Field> Fields { get; init; } = [];

    /// <summary>Items the request is about: the product page's item, the cart's items. Sources treat them as just turned to.</summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>The caller's own candidates with what it says of each; empty when the sources find them.</summary>
    public IReadOnlyList<RankedItem> Given { get; init; } = [];

    /// <summary>Whether only <see cref="Seeds"/> count and the user's history does not: lists about a thing rather than for a person.</summary>
    public bool SeedsOnly { get; init; }

    /// <summary>Weights of the ranker's aims, where it has several; empty for its own.</summary>
    public IReadOnlyDictionary<string, double> Objectives { get; init; } = NoObjectives;

    internal static IReadOnlyDictionary<string, double> NoObjectives { get; } = new Dictionary<string, double>();

    /// <summary>How many items the answer will have.</summary>
    public int Count { get; init; } = 10;

    /// <summary>Seed of whatever chance has a say in the answer.</summary>
    public ulong Seed { get; init; }

    /// <summary>Value of a field of the request, or null.</summary>
    public FieldValue? Field(string name)
    {
        foreach (var field in Fields)
            if (field.Name == name)
                return field.Value;
        return null;
    }

    /// <summary>What the caller says of one of its candidates, or null.</summary>
    public RankedItem? GivenOf(string item)
    {
        if (Given.Count == 0)
            return null;
        if (_given is null)
        {
            var given = new Dictionary<string, RankedItem>(Given.Count, StringComparer.Ordinal);
            foreach (var entry in Given)
                given.TryAdd(entry.Id, entry);
            _given = given;
        }
        return _given.GetValueOrDefault(item);
    }

    /// <summary>The item numbers a source starts from, newest first without repeats: the seeds, then the user's history of positive weight.</summary>
    public int RecentItems(Span<int> into)
    {
        int count = 0;
        for (int s = Seeds.Count - 1; s >= 0 && count < into.Length; s--)
            if (State.FindItem(Seeds[s]) is { } seed && !into[..count].Contains(seed.Number))
                into[count++] = seed.Number;
        var history = User.History;
        for (int i = SeedsOnly ? -1 : history.Count - 1; i >= 0 && count < into.Length; i--)
            if (history.Weights[i] > 0 && !into[..count].Contains(history.Items[i]))
                into[count++] = history.Items[i];
        return count;
    }

    /// <summary><see cref="StateView.ClickPrior"/>, computed once: several features of each candidate ask for it.</summary>
    internal RatePrior ClickPrior => _clickPrior ??= State.ClickPrior;

    /// <summary>Room that is kept between requests.</summary>
    internal RequestScratch Scratch
    {
        get => field ??= new RequestScratch();
        init;
    }

    internal UserContext ForModel(ModelVocabulary vocabulary) => Scratch.History.Of(this, vocabulary);
}
