namespace Recsys.MLNet.Data;

/// <summary>Interactions in columns, in the order of the log: what models are fitted on and evaluated with.</summary>
/// <remarks>
/// Five arrays of one length N and the three vocabularies their numbers point into. Order is append order; times only decide
/// decay and windows. A part of a log (<see cref="Select"/>) keeps the vocabularies, so numbers stay comparable between parts.
/// </remarks>
public sealed class InteractionLog
{
    /// <summary>A log over existing arrays, which are not copied.</summary>
    /// <param name="users">Vocabulary of users.</param>
    /// <param name="items">Vocabulary of items; every item of the catalogue, also those never interacted with.</param>
    /// <param name="types">Vocabulary of interaction types.</param>
    /// <param name="user">User number of each interaction.</param>
    /// <param name="item">Item number of each interaction.</param>
    /// <param name="type">Type number of each interaction.</param>
    /// <param name="weight">Weight or rating of each interaction.</param>
    /// <param name="time">Milliseconds of each interaction on <paramref name="clock"/>.</param>
    /// <param name="clock">What the times mean.</param>
    /// <param name="catalogue">What is known of the items.</param>
    public InteractionLog(Vocabulary users, Vocabulary items, Vocabulary types, int[] user, int[] item, int[] type, float[] weight, long[] time, EventClock clock, Catalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(time);
        if (item.Length != user.Length || type.Length != user.Length || weight.Length != user.Length || time.Length != user.Length)
            throw new ArgumentException($"Columns hold {user.Length}, {item.Length}, {type.Length}, {weight.Length} and {time.Length} values; expected the same number of each.");
        (Users, Items, Types, Clock, Catalogue) = (users, items, types, clock, catalogue);
        (UserOf, ItemOf, TypeOf, WeightOf, TimeOf) = (user, item, type, weight, time);
    }

    /// <summary>Users by number.</summary>
    public Vocabulary Users { get; }

    /// <summary>Items by number.</summary>
    public Vocabulary Items { get; }

    /// <summary>Interaction types by number.</summary>
    public Vocabulary Types { get; }

    /// <summary>What <see cref="TimeOf"/> means.</summary>
    public EventClock Clock { get; }

    /// <summary>What is known of the items, by the same numbers as <see cref="Items"/>.</summary>
    public Catalogue Catalogue { get; }

    /// <summary>User number of each interaction.</summary>
    public int[] UserOf { get; }

    /// <summary>Item number of each interaction.</summary>
    public int[] ItemOf { get; }

    /// <summary>Type number of each interaction.</summary>
    public int[] TypeOf { get; }

    /// <summary>Weight of each interaction.</summary>
    public float[] WeightOf { get; }

    /// <summary>Time of each interaction in milliseconds.</summary>
    public long[] TimeOf { get; }

    /// <summary>Number of interactions.</summary>
    public int Count => UserOf.Length;

    /// <summary>The interactions at those places, in that order, over the same vocabularies.</summary>
    public InteractionLog Select(ReadOnlySpan<int> places)
    {
        var (user, item, type) = (new int[places.Length], new int[places.Length], new int[places.Length]);
        var (weight, time) = (new float[places.Length], new long[places.Length]);
        for (int i = 0; i < places.Length; i++)
        {
            int p = places[i];
            (user[i], item[i], type[i], weight[i], time[i]) = (UserOf[p], ItemOf[p], TypeOf[p], WeightOf[p], TimeOf[p]);
        }
        return new(Users, Items, Types, user, item, type, weight, time, Clock, Catalogue);
    }

    /// <summary>What the log held once: its first interactions, and no item that was first named later.</summary>
    /// <param name="interactions">How many interactions it had.</param>
    /// <param name="items">How many items it had named; what is known of those is as of the end of the log.</param>
    internal InteractionLog Before(int interactions, int items) => new(Users, new Vocabulary(Items.Ids.Take(items)), Types,
        UserOf[..interactions], ItemOf[..interactions], TypeOf[..interactions], WeightOf[..interactions], TimeOf[..interactions], Clock, Catalogue.First(items));

    /// <summary>Logs over the same vocabularies, one after the other; the clock is the weakest among them.</summary>
    /// <exception cref="ArgumentException">There is none, or their vocabularies differ.</exception>
    public static InteractionLog Concat(params ReadOnlySpan<InteractionLog> logs)
    {
        if (logs.Length == 0)
            throw new ArgumentException("No log was given; expected at least one.");
        var first = logs[0];
        var clock = first.Clock;
        var (user, item, type) = (new List<int>(), new List<int>(), new List<int>());
        var (weight, time) = (new List<float>(), new List<long>());
        foreach (var log in logs)
        {
            if (log.Users != first.Users || log.Items != first.Items || log.Types != first.Types)
                throw new ArgumentException("The logs number users, items or types differently; read them together so that they share vocabularies.");
            user.AddRange(log.UserOf);
            item.AddRange(log.ItemOf);
            type.AddRange(log.TypeOf);
            weight.AddRange(log.WeightOf);
            time.AddRange(log.TimeOf);
            if (log.Clock > clock)
                clock = log.Clock;
        }
        return new(first.Users, first.Items, first.Types, [.. user], [.. item], [.. type], [.. weight], [.. time], clock, first.Catalogue);
    }

    /// <summary>Users × items, weights of one cell added up.</summary>
    public InteractionMatrix ToMatrix() => InteractionMatrix.FromTriples(Users.Count, Items.Count, UserOf, ItemOf, WeightOf);

    /// <summary>For each user the places of their interactions, in log order.</summary>
    public UserSequences BySequence() => new(this);
}
