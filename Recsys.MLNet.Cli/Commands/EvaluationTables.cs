using System.Globalization;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Spectre.Console;

namespace Recsys.MLNet.Cli.Commands;

/// <summary>An evaluation as tables for people.</summary>
internal static class EvaluationTables
{
    /// <summary>The protocol in a line, all models, then each slice.</summary>
    public static void Show(CliRun run, EvaluationReport report)
    {
        var p = report.Protocol;
        run.Say(string.Create(CultureInfo.InvariantCulture,
            $"{p.Split}: {p.Queries:N0} queries of {p.Users:N0} users over {p.Items:N0} items ({p.Candidates}), fitted on {p.Fitted:N0} interactions, {(p.SeenRemoved ? "seen items removed" : "seen items kept")}, ties random, {(p.Seeds == 1 ? $"seed {p.Seed}" : $"means of seeds {p.Seed} to {p.Seed + p.Seeds - 1}")}; 95 % intervals, users drawn together."));
        string[] shown = [$"ndcg@{p.K}", $"hr@{p.K}", $"recall@{p.K}", $"precision@{p.K}", $"mrr@{p.K}", "ndcg", "auc", "rmse", "mae", $"coverage@{p.K}"];
        run.Show(All(report.Rows, [.. shown.Where(m => report.Rows.Any(r => r.Metrics.ContainsKey(m)))]));
        if (p.Slices.Count > p.Segments.Count)
            run.Show(BySlice(report, [.. p.Slices.Keys.Except(p.Segments.Keys)]));
        foreach (var (segment, like) in p.Segments)
            run.Say($"{segment}: {like}");
        foreach (string[] segments in p.Segments.Keys.Chunk(5)) // as many as fit beside each other
            run.Show(BySlice(report, segments));
        if (report.Ablations.Count > 0)
            run.Show(Ablations(report));
        if (report.Stages.Count > 0)
        {
            run.Show(Recall(report.Stages));
            run.Say(Loss(report.Stages));
            var parts = StageParts.Of(report.Stages);
            if (parts.Count > 0)
                run.Show(Losses(parts));
            foreach (var some in parts.Where(p => !p.Name.Contains(',')).Chunk(6)) // as many as fit beside each other
                run.Show(Recalls(report.Stages, some));
            if (report.Stages["calibration"] is { } calibration)
                run.Say($"Of listed items {Short(calibration["taken"]!.GetValue<double>())} are taken; calibration error {Text(calibration["errorBefore"])} by the score alone, {Text(calibration["errorAfter"])} by the learned curve.");
        }
    }

    /// <summary>Floors, stages, the pipeline and what is left of it without each part, against the pipeline.</summary>
    private static Table Ablations(EvaluationReport report)
    {
        string metric = $"ndcg@{report.Protocol.K}", hits = $"hr@{report.Protocol.K}";
        var rows = report.Rows.Concat(report.Ablations).Where(r => !r.Name.EndsWith("(frozen)", StringComparison.Ordinal)).ToArray();
        // The row that the others are parts of: the one that every ablation is named after.
        string whole = report.Ablations[0].Name.Split(" without ")[0];
        string[] told = report.Protocol.Slices.ContainsKey("cold-users") ? ["warm", "later-day"] : ["later-day", "cold-items"]; // the rest is in the JSON
        string[] parts = [.. told.Where(report.Protocol.Slices.ContainsKey)];
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("model").NoWrap());
        foreach (string column in (string[])[hits, metric, $"{metric} − {whole}", .. parts])
            table.AddColumn(new TableColumn(Markup.Escape(column)).NoWrap().RightAligned());
        foreach (var row in rows)
        {
            var versus = row.Versus.GetValueOrDefault(whole);
            table.AddRow([Name(row.Name), Short(row.Metrics[hits].Value), WithInterval(row.Metrics[metric]),
                .. ((string[])["all", .. parts]).Select(p => versus?.GetValueOrDefault(p)?.GetValueOrDefault(metric) is { } difference ? Signed(difference) : "")]);
        }
        return table;
    }

    private static Table Recall(JsonObject stages)
    {
        var recall = stages["recall"]!.AsObject();
        string[] columns = [.. recall["union"]!.AsObject().Select(c => c.Key)];
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("source").NoWrap());
        foreach (string column in columns)
            table.AddColumn(new TableColumn(Markup.Escape(column)).NoWrap().RightAligned());
        foreach (var (source, values) in recall)
            table.AddRow([Markup.Escape(source), .. columns.Select(c => values![c] is { } value ? Short(value.GetValue<double>()) : "")]);
        return table;
    }

    /// <summary>What becomes of relevant items, by slice and surface.</summary>
    private static Table Losses(IReadOnlyList<(string Name, JsonObject Stages)> parts)
    {
        string[] columns = [.. parts[0].Stages["loss"]!.AsObject().Select(l => l.Key)];
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("of relevant items").NoWrap()).AddColumn(new TableColumn("queries").RightAligned());
        foreach (string column in (string[])["candidates", .. columns.Select(Words)])
            table.AddColumn(new TableColumn(column).NoWrap().RightAligned());
        foreach (var (name, stages) in parts)
            table.AddRow([Markup.Escape(name), Count(stages), stages["candidates"]!.GetValue<double>().ToString("F0", CultureInfo.InvariantCulture), .. columns.Select(c => Text(stages["loss"]![c]))]);
        return table;
    }

    /// <summary>Recall of each source at one depth, by slice or surface.</summary>
    private static Table Recalls(JsonObject stages, (string Name, JsonObject Stages)[] parts)
    {
        string depth = stages["recall"]!["union"]!.AsObject().Select(d => d.Key).Last(d => d is "recall@20" or "recall@50" or "recall@100");
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(depth).NoWrap());
        foreach (var (name, part) in parts)
            table.AddColumn(new TableColumn(Markup.Escape($"{name}\n{Count(part)} queries")).NoWrap().RightAligned());
        foreach (var (source, _) in stages["recall"]!.AsObject())
            table.AddRow([Markup.Escape(source), .. parts.Select(p => Text(p.Stages["recall"]![source]![depth]))]);
        return table;
    }

    private static string Count(JsonObject stages) => stages["queries"]!.GetValue<int>().ToString("N0", CultureInfo.InvariantCulture);

    private static string Loss(JsonObject stages) =>
        $"Of relevant items, over {Count(stages)} queries: "
        + string.Join(", ", stages["loss"]!.AsObject().Select(l => $"{Words(l.Key)} {Short(l.Value!.GetValue<double>())}")) + ".";

    private static string Text(JsonNode? value) => value is null ? "–" : Short(value.GetValue<double>());

    // notRecalled, rankedBelow10 → not recalled, ranked below 10
    private static string Words(string key) =>
        string.Concat(key.Select((c, i) => i > 0 && (char.IsUpper(c) || (char.IsDigit(c) && !char.IsDigit(key[i - 1]))) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));

    private static string Signed(Interval value) => string.Create(CultureInfo.InvariantCulture, $"{value.Value:+.0000;−.0000;.0000} ({value.Low:+.0000;−.0000;.0000} … {value.High:+.0000;−.0000;.0000})");

    private const int LongestName = 44; // a name with many options is broken at its colons, so that the figures keep their place

    private static string Name(string name)
    {
        if (name.Length <= LongestName)
            return Markup.Escape(name);
        var lines = new List<string> { "" };
        foreach (string part in name.Split(':'))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + part.Length >= LongestName)
                lines.Add("  ");
            lines[^1] += lines[^1].Trim().Length > 0 ? ":" + part : part;
        }
        return Markup.Escape(string.Join('\n', lines));
    }

    private static Table All(IReadOnlyList<ReportRow> rows, string[] metrics)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("model").NoWrap());
        foreach (string metric in metrics)
            table.AddColumn(new TableColumn(Markup.Escape(metric)).NoWrap().RightAligned());
        bool spread = rows.Any(r => r.BySeed.Count > 0);
        if (spread)
            table.AddColumn(new TableColumn("sd of seeds").NoWrap().RightAligned());
        table.AddColumn(new TableColumn("fit s").RightAligned()).AddColumn(new TableColumn("score s").RightAligned());
        foreach (var row in rows)
        {
            var cells = new List<string> { Name(row.Name) };
            foreach (string metric in metrics)
                cells.Add(row.Metrics.TryGetValue(metric, out var value) ? metric == metrics[0] ? WithInterval(value) : Short(value.Value) : "");
            if (spread)
                cells.Add(row.Spread("all", metrics[0]) is { } deviation ? Short(deviation) : "");
            cells.Add(row.FitSeconds.ToString("F1", CultureInfo.InvariantCulture));
            cells.Add(row.ScoreSeconds.ToString("F1", CultureInfo.InvariantCulture));
            table.AddRow([.. cells]);
        }
        return table;
    }

    private static Table BySlice(EvaluationReport report, string[] slices)
    {
        string metric = $"ndcg@{report.Protocol.K}", hits = $"hr@{report.Protocol.K}";
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn($"{hits} / {metric}").NoWrap());
        foreach (string name in slices)
            table.AddColumn(new TableColumn(string.Create(CultureInfo.InvariantCulture, $"{name}\n{report.Protocol.Slices[name].Queries:N0} queries")).NoWrap().RightAligned());
        foreach (var row in report.Rows)
        {
            table.AddRow([Name(row.Name), .. slices.Select(s =>
                row.Slices.TryGetValue(s, out var metrics) ? $"{Short(metrics[hits].Value)} / {WithInterval(metrics[metric])}" : "")]);
        }
        return table;
    }

    private static string WithInterval(Interval value) => $"{Short(value.Value)} ±{Short((value.High - value.Low) / 2)}";

    private static string Short(double value)
    {
        if (!double.IsFinite(value))
            return "–";
        string text = value.ToString(Math.Abs(value) < 10 ? "F4" : "F2", CultureInfo.InvariantCulture);
        return text.StartsWith("0.", StringComparison.Ordinal) ? text[1..] : text;
    }
}
