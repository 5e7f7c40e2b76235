using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>The trials of a search as a file: written aside and renamed after every result, so that a killed search goes on.</summary>
internal static class TuningState
{
    private const int Format = 1;

    /// <summary>What must be the same for results to be comparable.</summary>
    public static string Fingerprint(InteractionLog log, TuningOptions options, TuningData data, int seed, LiveSearch? live)
    {
        ulong hash = 14695981039346656037UL;
        void Add(long value) => hash = (hash ^ (ulong)value) * 1099511628211UL;
        for (int i = 0; i < log.Count; i++)
        {
            Add(log.UserOf[i]);
            Add(log.ItemOf[i]);
            Add(log.TimeOf[i]);
        }
        if (data.IsLive)
            foreach (char c in Basis(live!.Basis))
                Add(c);
        var e = options.Evaluation;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{log.Users.Count}u {log.Items.Count}i {log.Count}n {hash:x16} seed {seed} split {options.Split} inner {options.InnerSplits} users {options.MaxUsers} rungs {string.Join('+', data.Rungs.Select(r => r.UserShare.ToString("0.###")))} k {e.K} seen {!e.RemoveSeen} trained {e.TrainedItemsOnly} target {string.Join('+', e.Target)}");
    }

    // What every configuration of the whole recommender shares.
    private static string Basis(TrainingOptions basis) => string.Concat(
        PackageWriter.Options(basis.Ranker).ToJsonString(), PackageWriter.Options(basis.State).ToJsonString(), PackageWriter.Options(basis.Serving ?? new()).ToJsonString(),
        PackageWriter.Options(basis.Features).ToJsonString(), FittedModels.ToJson(basis.Models).ToJsonString(), string.Join(',', basis.Without));

    public static void Save(string path, string fingerprint, IReadOnlyList<TuningTrial> trials)
    {
        var json = new JsonObject { ["format"] = Format, ["task"] = "tune-state", ["fingerprint"] = fingerprint, ["trials"] = new JsonArray([.. trials.Select(Json)]) };
        AtomicFile.Write(path, stream =>
        {
            using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            json.WriteTo(writer);
        });
    }

    /// <summary>The trials of a file and what they were measured on.</summary>
    /// <exception cref="InvalidDataException">It is no state of a search.</exception>
    public static (string Fingerprint, List<TuningTrial> Trials) Load(string path)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            if ((string?)json["task"] != "tune-state" || (int?)json["format"] != Format)
                throw new InvalidDataException($"{path} is no state of a search, or of another version; expected task tune-state, format {Format}. Name another file.");
            var trials = new List<TuningTrial>();
            foreach (var node in json["trials"]!.AsArray())
                trials.Add(Trial(node!.AsObject(), trials.Count));
            return ((string)json["fingerprint"]!, trials);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or NullReferenceException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path} is no state of a search ({failure.Message.TrimEnd('.')}). Delete it to begin anew, or name another file.", failure);
        }
    }

    private static JsonNode Json(TuningTrial trial) => new JsonObject
    {
        ["model"] = trial.Model,
        ["origin"] = trial.Origin,
        ["values"] = new JsonObject(trial.Point.Values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value))),
        ["changed"] = new JsonArray([.. trial.Changed.Values.Select(v => (JsonNode)v.Key)]),
        ["results"] = new JsonArray([.. trial.Results.Select(r => new JsonObject
        {
            ["value"] = Number(r.Quality.Value), ["low"] = Number(r.Quality.Low), ["high"] = Number(r.Quality.High),
            ["fitSeconds"] = r.FitSeconds, ["scoreSeconds"] = r.ScoreSeconds, ["latencyMillis"] = r.LatencyMillis, ["bytes"] = r.Bytes, ["failure"] = r.Failure,
        })]),
    };

    private static TuningTrial Trial(JsonObject json, int number)
    {
        var point = new SearchPoint([.. json["values"]!.AsObject().Select(v => KeyValuePair.Create(v.Key, (string)v.Value!))]);
        var names = json["changed"]!.AsArray().Select(n => (string)n!).ToHashSet(StringComparer.Ordinal);
        var trial = new TuningTrial(number, (string)json["model"]!, point, new([.. point.Values.Where(v => names.Contains(v.Key))]), (string)json["origin"]!);
        foreach (var r in json["results"]!.AsArray())
            trial.Add(new(new Interval(Value(r!["value"]), Value(r["low"]), Value(r["high"])))
            {
                FitSeconds = (double)r["fitSeconds"]!,
                ScoreSeconds = (double)r["scoreSeconds"]!,
                LatencyMillis = (double)r["latencyMillis"]!,
                Bytes = (long)r["bytes"]!,
                Failure = (string?)r["failure"],
            });
        return trial;
    }

    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;

    private static double Value(JsonNode? value) => value is null ? double.NaN : (double)value;
}
