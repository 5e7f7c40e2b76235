using System.Globalization;
using System.Text;
using Recsys.MLNet.Engine;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.AspNetCore;

/// <summary>Counts and times of requests, in the text form that Prometheus reads.</summary>
internal sealed class ServiceMetrics
{
    private static readonly double[] s_bounds = [0.0005, 0.001, 0.002, 0.003, 0.006, 0.01, 0.02, 0.05, 0.1, 0.25, 1];
    private static readonly string[] s_endpoints = ["feedback", "rank", "recommend", "other"];
    private readonly long[][] _buckets = [.. s_endpoints.Select(_ => new long[s_bounds.Length + 1])];
    private readonly double[] _sums = new double[s_endpoints.Length];
    private readonly long[] _failures = new long[s_endpoints.Length];
    private readonly Lock _gate = new();
    private long _events;

    public void Record(string endpoint, double seconds, int status)
    {
        int e = Math.Max(0, Array.IndexOf(s_endpoints, endpoint) is >= 0 and var known ? known : s_endpoints.Length - 1);
        int bucket = 0;
        while (bucket < s_bounds.Length && seconds > s_bounds[bucket])
            bucket++;
        lock (_gate)
        {
            _buckets[e][bucket]++;
            _sums[e] += seconds;
            if (status >= 400)
                _failures[e]++;
        }
    }

    /// <summary>Requests for lists in progress.</summary>
    public int Running { get; set; }

    public void Events(int count) => Interlocked.Add(ref _events, count);

    public string Text(RecsysEngine engine)
    {
        var text = new StringBuilder();
        text.Append("# TYPE recsys_request_seconds histogram\n");
        lock (_gate)
        {
            for (int e = 0; e < s_endpoints.Length; e++)
            {
                long sum = 0;
                for (int b = 0; b < s_bounds.Length; b++)
                    Line($"recsys_request_seconds_bucket{{endpoint=\"{s_endpoints[e]}\",le=\"{s_bounds[b].ToString(CultureInfo.InvariantCulture)}\"}}", sum += _buckets[e][b]);
                Line($"recsys_request_seconds_bucket{{endpoint=\"{s_endpoints[e]}\",le=\"+Inf\"}}", sum += _buckets[e][^1]);
                Line($"recsys_request_seconds_sum{{endpoint=\"{s_endpoints[e]}\"}}", _sums[e]);
                Line($"recsys_request_seconds_count{{endpoint=\"{s_endpoints[e]}\"}}", sum);
            }
            text.Append("# TYPE recsys_request_failures_total counter\n");
            for (int e = 0; e < s_endpoints.Length; e++)
                Line($"recsys_request_failures_total{{endpoint=\"{s_endpoints[e]}\"}}", _failures[e]);
        }
        text.Append("# TYPE recsys_events_total counter\n");
        Line("recsys_events_total", Interlocked.Read(ref _events));
        text.Append("# TYPE recsys_state gauge\n");
        Line("recsys_state{what=\"users\"}", engine.World.UserCount);
        Line("recsys_state{what=\"items\"}", engine.World.ItemCount);
        Line("recsys_state{what=\"sequence\"}", engine.World.Sequence);
        Line("recsys_state{what=\"pending\"}", engine.Pending);
        var memory = engine.Memory;
        text.Append("# TYPE recsys_state_bytes gauge\n");
        Line("recsys_state_bytes{what=\"users\"}", memory.UserBytes);
        Line("recsys_state_bytes{what=\"items\"}", memory.ItemBytes);
        Line("recsys_state_bytes{what=\"user\"}", memory.BytesPerUser);
        Line("recsys_state_bytes{what=\"item\"}", memory.BytesPerItem);
        Line("recsys_state_bytes{what=\"budget\"}", memory.Budget);
        text.Append("# TYPE recsys_queue gauge\n");
        Line("recsys_queue{what=\"events\"}", engine.Pending);
        Line("recsys_queue{what=\"lists\"}", Running);
        text.Append("# TYPE recsys_process_bytes gauge\n");
        Line("recsys_process_bytes{what=\"heap\"}", GC.GetTotalMemory(forceFullCollection: false));
        Line("recsys_process_bytes{what=\"working-set\"}", Environment.WorkingSet);
        Collections();
        text.Append("# TYPE recsys_stage_seconds histogram\n");
        foreach (var stage in Enum.GetValues<RequestStage>())
        {
            string name = stage.ToString().ToLowerInvariant();
            var (buckets, seconds) = engine.Stages.Of(stage);
            long sum = 0;
            for (int b = 0; b < StageTimes.Bounds.Count; b++)
                Line($"recsys_stage_seconds_bucket{{stage=\"{name}\",le=\"{StageTimes.Bounds[b].ToString(CultureInfo.InvariantCulture)}\"}}", sum += buckets[b]);
            Line($"recsys_stage_seconds_bucket{{stage=\"{name}\",le=\"+Inf\"}}", sum += buckets[^1]);
            Line($"recsys_stage_seconds_sum{{stage=\"{name}\"}}", seconds);
            Line($"recsys_stage_seconds_count{{stage=\"{name}\"}}", sum);
        }
        if (engine.Surfaces is { Count: > 0 } surfaces)
        {
            foreach (var (what, count) in (ReadOnlySpan<(string, Func<SurfaceTraffic, long>)>)[("lists", s => s.Lists), ("items", s => s.Items), ("answered", s => s.Answered)])
            {
                text.Append(CultureInfo.InvariantCulture, $"# TYPE recsys_surface_{what}_total counter\n");
                foreach (var surface in surfaces)
                    Line($"recsys_surface_{what}_total{{surface=\"{Escape(surface.Surface)}\"}}", count(surface));
            }
            text.Append("# TYPE recsys_surface_interactions_total counter\n");
            foreach (var surface in surfaces)
                foreach (var (type, count) in surface.Interactions)
                    Line($"recsys_surface_interactions_total{{surface=\"{Escape(surface.Surface)}\",type=\"{Escape(type)}\"}}", count);
        }
        if (engine.Splits.Count > 0)
        {
            text.Append("# TYPE recsys_split_lists_total counter\n");
            foreach (var arm in engine.Splits)
                Line($"recsys_split_lists_total{{split=\"{Escape(arm.Split)}\",model=\"{Escape(arm.Model)}\"}}", arm.Lists);
            text.Append("# TYPE recsys_split_answered_total counter\n");
            foreach (var arm in engine.Splits)
                Line($"recsys_split_answered_total{{split=\"{Escape(arm.Split)}\",model=\"{Escape(arm.Model)}\"}}", arm.Answered);
        }
        if (engine.Shadows.Count > 0)
        {
            text.Append("# TYPE recsys_shadow gauge\n");
            foreach (var shadow in engine.Shadows)
                foreach (var (what, value) in (IEnumerable<(string, double)>)[("lists", shadow.Lists), ("dropped", shadow.Dropped), ("failed", shadow.Failed), ("overlap", shadow.Overlap), ("same-first", shadow.SameFirst)])
                    Line($"recsys_shadow{{model=\"{Escape(shadow.Model)}\",shadow=\"{Escape(shadow.Shadow)}\",what=\"{what}\"}}", value);
        }
        text.Append("# TYPE recsys_ready gauge\n");
        Line("recsys_ready", engine.Ready ? 1 : 0);
        var models = engine.Models;
        text.Append("# TYPE recsys_score_drift gauge\n");
        foreach (var model in models)
            if (!double.IsNaN(model.ScoreDrift))
                Line($"recsys_score_drift{{model=\"{Escape(model.Name)}\"}}", model.ScoreDrift);
        text.Append("# TYPE recsys_score_psi gauge\n");
        foreach (var model in models)
            if (!double.IsNaN(model.ScoreStability))
                Line($"recsys_score_psi{{model=\"{Escape(model.Name)}\"}}", model.ScoreStability);
        text.Append("# TYPE recsys_feature_psi gauge\n");
        foreach (var model in models)
            foreach (var (feature, psi) in model.FeatureStability)
                Line($"recsys_feature_psi{{model=\"{Escape(model.Name)}\",feature=\"{Escape(feature)}\"}}", psi);
        text.Append("# TYPE recsys_model_info gauge\n");
        foreach (var model in models)
            Line($"recsys_model_info{{model=\"{Escape(model.Name)}\",version=\"{Escape(model.Version)}\"}}", 1);
        return text.ToString();

        void Collections()
        {
            text.Append("# TYPE recsys_collections_total counter\n");
            for (int g = 0; g <= GC.MaxGeneration; g++)
                Line($"recsys_collections_total{{generation=\"{g}\"}}", GC.CollectionCount(g));
            text.Append("# TYPE recsys_collection_pause_seconds_total counter\n");
            Line("recsys_collection_pause_seconds_total", GC.GetTotalPauseDuration().TotalSeconds);
            text.Append("# TYPE recsys_collection_last_pause_seconds gauge\n");
            foreach (var (kind, name) in (ReadOnlySpan<(GCKind, string)>)[(GCKind.Ephemeral, "ephemeral"), (GCKind.Background, "background"), (GCKind.FullBlocking, "full")])
            {
                double longest = 0;
                foreach (var pause in GC.GetGCMemoryInfo(kind).PauseDurations)
                    longest = Math.Max(longest, pause.TotalSeconds);
                Line($"recsys_collection_last_pause_seconds{{kind=\"{name}\"}}", longest);
            }
        }

        void Line(string name, double value) => text.Append(name).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Escape(string label) => label.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
