using System.Globalization;
using System.Text;
using Recsys.MLNet.ModelBuilder.Configuration.Yaml;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>The winner of a search as a configuration that <c>train</c> and <c>evaluate</c> take.</summary>
public static class TunedConfiguration
{
    private const float LiveShare = 0.2f; // of their usual weight: what is live only brings what training could not know
    private static readonly string[] Beside = ["item-knn", "tf-idf"]; // for reasons, as the usual recommender has them

    /// <summary>The text of a <c>recsys.yml</c>.</summary>
    /// <param name="report">The search.</param>
    /// <param name="basis">A configuration whose other sections stay as they are, or null.</param>
    public static string Write(TuningReport report, string? basis = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        var (winner, protocol) = (report.Winner, report.HoldOut.Protocol);
        string metric = $"ndcg@{report.K}";
        var honest = report.HoldOut.Find(winner.Name)!.Metrics[metric];
        text.Append(CultureInfo.InvariantCulture, $"# Found by 'recsys tune' among {report.Leaderboard.Count} configurations, seed {protocol.Seed}.\n");
        text.Append(CultureInfo.InvariantCulture, $"# On the hold-out ({protocol.Split}, {protocol.Queries} queries of {protocol.Users} users): {metric} {honest.Value:F4}, 95 % {honest.Low:F4} to {honest.High:F4}.\n");
        var said = YamlText.Read(basis ?? "");
        bool live = report.IsLive && winner.Model == "pipeline";
        var sources = winner.Changed.Values.Any(v => v.Key.StartsWith(PipelineValues.SourcePrefix, StringComparison.Ordinal))
            ? winner.Point.Values.Where(v => v.Key.StartsWith(PipelineValues.SourcePrefix, StringComparison.Ordinal)).ToList() : [];
        // A recommender searched around the basis keeps what the basis says and the search did not change.
        bool recall = !live || sources.Count > 0 || said["recall"]?["models"] is null;
        var ranker = Section(PipelineValues.RankerPrefix, winner, said, keep: live);
        var rerank = Section(PipelineValues.RerankPrefix, winner, said, keep: live);
        string[] replaced = [.. recall ? ["recall"] : Array.Empty<string>(), "ranker", .. rerank.Count > 0 ? ["rerank"] : Array.Empty<string>()];
        if (basis is not null)
            text.Append(Without(basis, replaced).TrimEnd()).Append('\n');
        if (recall)
            AppendRecall(text, winner, sources, removeSeen: RemoveSeen(said));
        Append(text, "ranker", ranker);
        Append(text, "rerank", rerank);
        return text.ToString();
    }

    /// <summary>What the search changed in a section, after what the basis says of it and the search did not change; empty where the basis's own text can stay.</summary>
    private static List<(string Name, string Value)> Section(string prefix, TuningTrial winner, YamlValue said, bool keep)
    {
        var changed = winner.Changed.Values.Where(v => v.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(v => (Name: v.Key[prefix.Length..], v.Value)).ToList();
        if (keep && (changed.Count > 0 || prefix == PipelineValues.RankerPrefix))
            changed.InsertRange(0, said[prefix.TrimEnd('.')]?.Entries?.Where(e => changed.All(r => r.Name != e.Key)).Select(e => (e.Key, Flow(e.Value))) ?? []);
        return changed;
    }

    private static void Append(StringBuilder text, string section, List<(string Name, string Value)> options)
    {
        if (options.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"{section}:\n");
        foreach (var (name, value) in options)
            text.Append(CultureInfo.InvariantCulture, $"  {name}: {value}\n");
    }

    private static void AppendRecall(StringBuilder text, TuningTrial winner, List<KeyValuePair<string, string>> sources, string? removeSeen)
    {
        text.Append("recall:\n  models:\n    - model: ").Append(winner.Model).Append('\n');
        if (removeSeen is not null && winner.Model == "pipeline")
            text.Append(CultureInfo.InvariantCulture, $"      removeSeen: {removeSeen}\n");
        if (sources.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"      sourceNames: [{string.Join(", ", sources.Where(v => v.Value == "true").Select(v => v.Key[PipelineValues.SourcePrefix.Length..]))}]\n");
        foreach (var (name, value) in winner.Changed.Values.Where(v => !v.Key.Contains('.', StringComparison.Ordinal)))
            text.Append(CultureInfo.InvariantCulture, $"      {name}: {value}\n");
        string[] models = [winner.Model, .. winner.Model == "pipeline" ? Beside.AsEnumerable() : []];
        foreach (string model in models.Skip(1))
            text.Append(CultureInfo.InvariantCulture, $"    - {model}\n");
        AppendSources(text, models);
    }

    // What the basis says of items that people come back to: how it is judged follows from it.
    private static string? RemoveSeen(YamlValue basis) => basis["recall"]?["models"]?.Items?.Select(m => m["removeSeen"]?.Text).FirstOrDefault(v => v is not null);

    private static string Flow(YamlValue value) => value switch
    {
        { Items: { } items } => $"[{string.Join(", ", items.Select(Flow))}]",
        { Entries: { } entries } => $"{{ {string.Join(", ", entries.Select(e => $"{e.Key}: {Flow(e.Value)}"))} }}",
        { Quoted: true } => $"'{value.Text!.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => value.Text ?? "",
    };

    // The winner decides the order that was judged; whatever else is served only adds to its lists.
    private static void AppendSources(StringBuilder text, string[] models)
    {
        if (models[0] == "pipeline")
            return; // as usual
        text.Append("  sources:\n");
        text.Append(CultureInfo.InvariantCulture, $"    - {{ name: {models[0]}, weight: 1, depth: 200 }}\n");
        foreach (var live in ServingOptions.LiveSources)
            text.Append(CultureInfo.InvariantCulture, $"    - {{ name: {live.Name}, weight: {live.Weight * LiveShare:0.###}, depth: {live.Depth} }}\n");
    }

    /// <summary>A configuration's text without some of its top sections; comments directly above a section go with it.</summary>
    private static string Without(string text, params string[] sections)
    {
        var kept = new List<string>();
        bool leaveOut = false;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.Length > 0 && !char.IsWhiteSpace(line[0]) && line[0] is not ('#' or '-'))
            {
                bool now = sections.Any(s => line.StartsWith(s + ":", StringComparison.Ordinal));
                while (now && kept.Count > 0 && kept[^1].StartsWith('#'))
                    kept.RemoveAt(kept.Count - 1);
                leaveOut = now;
            }
            else if (leaveOut && line.StartsWith('#'))
            {
                leaveOut = false;
            }
            if (!leaveOut)
                kept.Add(line);
        }
        return string.Join('\n', kept);
    }
}
