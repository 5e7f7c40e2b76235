using System.Text.Json.Nodes;

namespace Recsys.MLNet.Packaging;

/// <summary>What a package says of itself: the file <c>manifest.json</c> in it.</summary>
public sealed record PackageManifest
{
    /// <summary>Newest format that this build reads and the one it writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Format of the package.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The package's version: 12 hexadecimal digits over its content. Set when it is written.</summary>
    public string Version { get; init; } = "";

    /// <summary>Product and version that wrote it.</summary>
    public string Product { get; init; } = "";

    /// <summary>Hash of the ranker's feature schema.</summary>
    public string SchemaHash { get; init; } = "";

    /// <summary>Names of the ranker's features in order.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Options by part, such as <c>state</c> and <c>serving</c>.</summary>
    public JsonObject Options { get; init; } = [];

    /// <summary>Metrics of the evaluation that came with the training, by name.</summary>
    public JsonObject Metrics { get; init; } = [];

    /// <summary>Recognises the log it was trained on: a hash over its events, empty when not known.</summary>
    public string DataFingerprint { get; init; } = "";

    /// <summary>Id of the store it was trained from, empty when it was a file. A service on that store continues after <see cref="StateEvents"/>.</summary>
    public string Store { get; init; } = "";

    /// <summary>Events of the log that the state in the package reflects.</summary>
    public long StateEvents { get; init; }

    /// <summary>Training cutoff of each sub-model.</summary>
    public IReadOnlyDictionary<string, PackageCutoff> Cutoffs { get; init; } = new Dictionary<string, PackageCutoff>();

    /// <summary>Every section.</summary>
    public IReadOnlyList<PackageSection> Sections { get; init; } = [];
}
