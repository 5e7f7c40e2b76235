namespace Recsys.MLNet.AspNetCore;

/// <summary>Settings of the HTTP endpoints.</summary>
public sealed class RecsysHttpOptions : IValidatedOptions
{
    /// <summary>API keys and what each may do. Default none: everybody may do everything, which suits a loopback address only. Keys are compared in constant time.</summary>
    public IDictionary<string, ApiScopes> Keys { get; } = new Dictionary<string, ApiScopes>(StringComparer.Ordinal);

    /// <summary>Largest request body in bytes. Default 8 MB. Too small refuses batches of events, too large lets one request fill memory.</summary>
    public int MaxBody { get; set; } = 8 << 20;

    /// <summary>Requests for lists in progress at once; beyond it the answer is 429. Default 256. Too small refuses bursts, too large lets waiting times grow. Events have their own limit in the engine's options.</summary>
    public int MaxConcurrent { get; set; } = 256;

    /// <summary>Longest list that may be asked for, and most candidates that may be sent. Default 1000. Large lists cost time in proportion.</summary>
    public int MaxItems { get; set; } = 1000;

    /// <summary>Seconds between looks at the package files for a new version. Default 5; 0 never looks. Each look is one file time per package.</summary>
    public double WatchSeconds { get; set; } = 5;

    /// <summary>Seconds that a body may take to arrive (then 408) and events to become durable (then 503, to be sent again). Default 30. Too short fails slow networks and busy disks, too long ties up connections; see <see cref="MaxConcurrent"/>.</summary>
    public double TimeoutSeconds { get; set; } = 30;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(MaxBody, nameof(MaxBody), "bytes"),
        Check.Positive(MaxConcurrent, nameof(MaxConcurrent), "requests at once"),
        Check.Positive(MaxItems, nameof(MaxItems), "items"),
        Check.Positive(TimeoutSeconds, nameof(TimeoutSeconds), "seconds"),
        Check.NotNegative(WatchSeconds, nameof(WatchSeconds), "seconds, 0 for never"),
        Check.That(Keys.Keys.All(k => k.Length >= 8), nameof(Keys), "has a key of fewer than 8 characters; use a long random one."));
}
