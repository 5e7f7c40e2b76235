namespace Recsys.MLNet.AspNetCore;

/// <summary>What an API key may do.</summary>
[Flags]
public enum ApiScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Send events.</summary>
    Ingest = 1,

    /// <summary>Ask for lists, explanations, models and metrics.</summary>
    Serve = 2,

    /// <summary>Load models, export and erase users.</summary>
    Admin = 4,

    /// <summary>Everything.</summary>
    All = Ingest | Serve | Admin,
}
