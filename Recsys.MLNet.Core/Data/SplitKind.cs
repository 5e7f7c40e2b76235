namespace Recsys.MLNet.Data;

/// <summary>How a log is divided into what models may learn from and what they are judged by.</summary>
public enum SplitKind : byte
{
    /// <summary>The log's end, replayed: each event is predicted, then added to the history of the next.</summary>
    Prequential,

    /// <summary>Everything before a moment against everything after it.</summary>
    Time,

    /// <summary>Each user's last event is the test, the one before it the validation.</summary>
    LeaveOneOut,

    /// <summary>A random share of each user's events.</summary>
    RandomUser,

    /// <summary>A random share of each item's events.</summary>
    RandomItem,

    /// <summary>All events of a random share of the items, which training never sees.</summary>
    ColdItems,

    /// <summary>One random part of all events; as many splits as parts.</summary>
    Folds,

    /// <summary>As given by files.</summary>
    Files,
}
