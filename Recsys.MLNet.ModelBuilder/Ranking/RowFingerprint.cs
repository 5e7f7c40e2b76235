using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>What rows depend on: with the same data, options and seed they are the same rows.</summary>
/// <param name="Data">Hash of the log.</param>
/// <param name="Options">Hash of all that decides how rows are made.</param>
/// <param name="Seed">The seed.</param>
internal sealed record RowFingerprint(string Data, string Options, int Seed)
{
    public static RowFingerprint Of(string data, JsonObject options, int seed)
    {
        // Another version may make other rows of the same log.
        string version = typeof(RowFingerprint).Assembly.GetName().Version?.ToString() ?? "";
        return new(data, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version + options.ToJsonString()))), seed);
    }

    /// <summary>What differs, for people.</summary>
    public string Differs(RowFingerprint other) => string.Join(" and ", new[] { Data == other.Data ? null : "of other events", Options == other.Options ? null : "made with other options or by another version", Seed == other.Seed ? null : $"of seed {other.Seed}, not {Seed}" }.OfType<string>());
}
