namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Parts of the queries that are reported on their own. A query may be in several.</summary>
[Flags]
public enum Slice : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The user has interactions among those the models were fitted on.</summary>
    Warm = 1,

    /// <summary>The user has none.</summary>
    ColdUsers = 2,

    /// <summary>No relevant item occurs among the interactions the models were fitted on.</summary>
    ColdItems = 4,

    /// <summary>The user had fewer than five events before the query.</summary>
    FirstFive = 8,

    /// <summary>A day or more lies between the event before and the one to predict.</summary>
    LaterDay = 16,
}
