namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>How the figures of a report came about.</summary>
public sealed record EvaluationProtocol
{
    /// <summary>The split.</summary>
    public required string Split { get; init; }

    /// <summary>Length of the lists.</summary>
    public required int K { get; init; }

    /// <summary>Seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Seeds that every model was fitted with, counted from <see cref="Seed"/>; figures are their means.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Users with at least one query.</summary>
    public required int Users { get; init; }

    /// <summary>Queries.</summary>
    public required int Queries { get; init; }

    /// <summary>Items of the catalogue.</summary>
    public required int Items { get; init; }

    /// <summary>Interactions that models were fitted on, of the first fold where there are several.</summary>
    public required int Fitted { get; init; }

    /// <summary>Milliseconds since 1970 up to which models were fitted, or null where the clock is not absolute or the split has no such moment.</summary>
    public long? Cutoff { get; init; }

    /// <summary>What is ranked: <c>full</c> for the catalogue, <c>trained</c> for items that occur in the fit.</summary>
    public required string Candidates { get; init; }

    /// <summary>Whether items of the known history are removed.</summary>
    public required bool SeenRemoved { get; init; }

    /// <summary>Interaction types that count as relevant; empty for all.</summary>
    public IReadOnlyList<string> Target { get; init; } = [];

    /// <summary>What the segments among <see cref="Slices"/> are like, by name; empty where no recommender with segments was asked.</summary>
    public IReadOnlyDictionary<string, string> Segments { get; init; } = new Dictionary<string, string>();

    /// <summary>Queries and users of each slice.</summary>
    public required IReadOnlyDictionary<string, (int Users, int Queries)> Slices { get; init; }
}
