using System.Text.Json.Nodes;

namespace Recsys.MLNet.Engine;

/// <summary>A model as the engine reports it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Version that answers.</param>
/// <param name="LoadedAt">When it was put in place.</param>
/// <param name="Metrics">Metrics recorded in its package.</param>
public sealed record ModelInfo(string Name, string Version, DateTimeOffset LoadedAt, JsonObject Metrics)
{
    /// <summary>How far the scores of its lists have moved from those it was judged by, in deviations; NaN where its package does not say.</summary>
    public double ScoreDrift { get; init; } = double.NaN;

    /// <summary>Population stability index of the scores of its lists against its first since it was loaded; NaN until some 3,000 lists. Above 0.25 they have changed.</summary>
    public double ScoreStability { get; init; } = double.NaN;

    /// <summary>The same for each feature of the items in its lists, in the order of the schema; empty where the ranker reads none or too few lists were answered.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> FeatureStability { get; init; } = [];

    /// <summary>Requests that it was asked before it took over.</summary>
    public int WarmedUp { get; init; }

    /// <summary>Versions that can be gone back to, the last first.</summary>
    public IReadOnlyList<string> Earlier { get; init; } = [];
}
