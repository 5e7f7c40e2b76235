using System.Text.Json.Nodes;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Evaluation;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>What a search found: the leaderboard by inner splits, the winner, and how it does on the hold-out nobody looked at before.</summary>
public sealed record TuningReport
{
    /// <summary>Version of the JSON form.</summary>
    public const int Format = 1;

    /// <summary>Length of the lists behind the quality.</summary>
    public required int K { get; init; }

    /// <summary>Rungs, the cheapest first.</summary>
    public required IReadOnlyList<TuningRung> Rungs { get; init; }

    /// <summary>Queries and users of the inner splits on the last rung.</summary>
    public required (int Queries, int Users) Inner { get; init; }

    /// <summary>Every configuration: those that came furthest first, best first among them; those that failed last.</summary>
    public required IReadOnlyList<TuningTrial> Leaderboard { get; init; }

    /// <summary>Configurations that no other beats in quality, latency and size at once.</summary>
    public required IReadOnlyList<TuningTrial> Pareto { get; init; }

    /// <summary>The configuration to take.</summary>
    public required TuningTrial Winner { get; init; }

    /// <summary>Whether <c>pipeline</c> was the whole recommender, trained and asked live; else the two stages that interactions alone teach.</summary>
    public bool IsLive { get; init; }

    /// <summary>What decided among about equally good ones.</summary>
    public required TuningPreference Prefer { get; init; }

    /// <summary>The winner and some others on the hold-out.</summary>
    public required EvaluationReport HoldOut { get; init; }

    /// <summary>Why the search ended.</summary>
    public required string Stopped { get; init; }

    /// <summary>Models that the data cannot support, and why.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Seconds of the whole search.</summary>
    public double Seconds { get; init; }

    /// <summary>The stable JSON form. What depends on time stands under <c>seconds</c>, <c>latencyMillis</c> and <c>pareto</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["format"] = Format,
        ["task"] = "tune",
        ["metric"] = $"ndcg@{K}",
        ["stopped"] = Stopped,
        ["seconds"] = Math.Round(Seconds, 1),
        ["inner"] = new JsonObject { ["queries"] = Inner.Queries, ["users"] = Inner.Users },
        ["rungs"] = new JsonArray([.. Rungs.Select(r => new JsonObject { ["users"] = Math.Round(r.UserShare, 4), ["epochs"] = Math.Round(r.EpochShare, 4) })]),
        ["leaderboard"] = new JsonArray([.. Leaderboard.Select((t, i) => Row(t, i + 1))]),
        ["pareto"] = new JsonArray([.. Pareto.Select(t => (JsonNode)t.Name)]),
        ["leftOut"] = new JsonArray([.. LeftOut.Select(m => (JsonNode)m)]),
        ["winner"] = new JsonObject { ["name"] = Winner.Name, ["model"] = Winner.Model, ["prefer"] = Prefer.ToString().ToLowerInvariant(), ["options"] = Options(Winner) },
        ["holdOut"] = HoldOut.ToJson(),
    };

    private JsonObject Row(TuningTrial trial, int place)
    {
        var row = new JsonObject
        {
            ["place"] = place,
            ["trial"] = trial.Number,
            ["model"] = trial.Model,
            ["options"] = Options(trial),
            ["name"] = trial.Name,
            ["origin"] = trial.Origin,
            ["rung"] = trial.Rung,
            ["measured"] = new JsonArray([.. trial.Results.Select(r => r.Failed ? null : Value(r.Quality))]),
        };
        if (trial.Best is { } best)
        {
            row["metrics"] = new JsonObject { [$"ndcg@{K}"] = Value(best.Quality) };
            row["bytes"] = best.Bytes;
            row["latencyMillis"] = best.LatencyMillis;
            row["seconds"] = new JsonObject { ["fit"] = best.FitSeconds, ["score"] = best.ScoreSeconds };
        }
        if (trial.Results.LastOrDefault(r => r.Failure is not null) is { } failed)
            row["failure"] = failed.Failure;
        return row;
    }

    private static JsonObject Options(TuningTrial trial) => new(trial.Point.Values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value)));

    private static JsonObject Value(Interval value) => new() { ["value"] = value.Value, ["low"] = value.Low, ["high"] = value.High };
}
