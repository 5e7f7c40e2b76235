using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.Data.Audit;
using Recsys.MLNet.Storage;
using Spectre.Console;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys validate DATA</c>: every problem with its line, and an audit of what the log can be trusted with.</summary>
/// <remarks>Problems go to stdout, one a line; tables for people to stderr. Lines that are no events make the exit code 2.</remarks>
public static class ValidateCommand
{
    private const int CurvePlaces = 12;

    public static Command Create()
    {
        var data = new Argument<string>("DATA") { Description = $"A folder with {EventFile.Name}, or a file of events (.jsonl, .json, .csv, .tsv, each also .gz), or a store (sqlite:PATH, postgres://…)." };
        return new Command("validate", "Check a log line by line and audit it: what is wrong, what misleads, which protocols it supports.")
            .With(data)
            .OnRun(run => Validate(run, run.Get(data)));
    }

    private static int Validate(CliRun run, string data)
    {
        var report = EventSource.Audit(data, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), run.Settings);
        foreach (var problem in report.Problems)
            run.Out.WriteLine(problem);
        if (report.ProblemCount > report.Problems.Count)
            run.Say($"... and {report.ProblemCount - report.Problems.Count} more lines that are no events");
        run.Show(Summary(report));
        if (report.PositionCurve.Count > 0)
            run.Show(Curve(report.PositionCurve));
        run.Show(Findings(report.Findings));
        run.Show(Protocols(report.Protocols));
        run.Report(ToJson(report));
        return report.ProblemCount > 0 ? ExitCode.BadInput : ExitCode.Ok;
    }

    private static Table Summary(AuditReport report)
    {
        var m = report.Measures;
        var table = new Table().AddColumns("log", "");
        table.AddRow("events", $"{m["events.item"]} of items, {m["events.user"]} of users, {m["events.ranking"]} rankings, {m["events.interaction"]} interactions");
        table.AddRow("interactions", Markup.Escape(string.Join(", ", report.Types.Take(8).Select(t => $"{t.Value} {t.Key}"))));
        table.AddRow("users, items", $"{m["users"]}, {m["items"]}; half of the users have {Text(m["medianEventsPerUser"])} events or fewer");
        table.AddRow("clock", string.Join(", ", report.Clocks).ToLowerInvariant() + (double.IsNaN(m["days"]) ? "" : $"; {Text(m["days"])} days"));
        table.AddRow("same second", $"{Share(m["sameSecondShare"])} of the events share a second with an earlier one of the user");
        table.AddRow("repeats", Share(m["repeatShare"]) + " of the interactions repeat user, item and type");
        table.AddRow("cold", double.IsNaN(m["coldUserEvents"])
            ? $"{Share(m["coldLastItems"])} of the users' last items occur nowhere before"
            : $"after 80 % of the log: {Share(m["coldUserEvents"])} of the events by new users, {Share(m["coldItemEvents"])} on new items");
        table.AddRow("id order", $"ids {Steps(m, "id")}; source {Steps(m, "sourceId")}");
        table.AddRow("impressions", $"{m["impressions"]}; {Share(m["rankingsWithoutClick"])} of the lists without a click");
        table.AddRow("duplicates", $"{m["duplicateIds"]} by id, {m["duplicateContents"]} without id; {m["outOfOrder"]} out of order");
        table.AddRow("problems", $"{report.ProblemCount} lines are no events");
        return table;
    }

    private static string Steps(IReadOnlyDictionary<string, double> m, string which) => double.IsNaN(m[$"idOrder.{which}.adjacency"])
        ? "not numbered"
        : $"{Share(m[$"idOrder.{which}.adjacency"])} of the steps to a next number, {Share(m[$"idOrder.{which}.adjacencyByChance"])} by chance";

    private static Table Curve(IReadOnlyList<PositionClicks> curve)
    {
        var table = new Table().AddColumn("place");
        foreach (var place in curve.Take(CurvePlaces))
            table.AddColumn((place.Position + 1).ToString(CultureInfo.InvariantCulture));
        table.AddRow(["shown", .. curve.Take(CurvePlaces).Select(p => p.Impressions.ToString(CultureInfo.InvariantCulture))]);
        table.AddRow(["clicked", .. curve.Take(CurvePlaces).Select(p => p.Impressions == 0 ? "-" : Share((double)p.Clicks / p.Impressions))]);
        return table;
    }

    private static Table Findings(IReadOnlyList<AuditFinding> findings)
    {
        var table = new Table().AddColumns("finding", "line", "what and what to do");
        foreach (var finding in findings)
            table.AddRow($"{(finding.Severity == AuditSeverity.Warning ? "! " : "  ")}{finding.Code}", finding.Line > 0 ? finding.Line.ToString(CultureInfo.InvariantCulture) : "", Markup.Escape(finding.Message));
        if (findings.Count == 0)
            table.AddRow("none", "", "");
        return table;
    }

    private static Table Protocols(IReadOnlyList<ProtocolSupport> protocols)
    {
        var table = new Table().AddColumns("protocol", "supported", "why");
        foreach (var protocol in protocols)
            table.AddRow(protocol.Protocol, protocol.Supported ? "yes" : "no", Markup.Escape(protocol.Reason));
        return table;
    }

    private static JsonObject ToJson(AuditReport report) => new()
    {
        ["format"] = 1,
        ["task"] = "validate",
        ["measures"] = new JsonObject(report.Measures.Where(m => double.IsFinite(m.Value)).Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))),
        ["types"] = new JsonObject(report.Types.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))),
        ["clocks"] = new JsonArray([.. report.Clocks.Select(c => (JsonNode)c.ToString().ToLowerInvariant())]),
        ["findings"] = new JsonArray([.. report.Findings.Select(f => new JsonObject { ["severity"] = f.Severity.ToString().ToLowerInvariant(), ["code"] = f.Code, ["line"] = f.Line, ["message"] = f.Message })]),
        ["problemCount"] = report.ProblemCount,
        ["problems"] = new JsonArray([.. report.Problems.Select(p => new JsonObject { ["file"] = p.Source, ["line"] = p.Line, ["field"] = p.Field, ["message"] = p.Message })]),
        ["positions"] = new JsonArray([.. report.PositionCurve.Select(p => new JsonObject { ["position"] = p.Position, ["impressions"] = p.Impressions, ["clicks"] = p.Clicks })]),
        ["protocols"] = new JsonArray([.. report.Protocols.Select(p => new JsonObject { ["protocol"] = p.Protocol, ["supported"] = p.Supported, ["reason"] = p.Reason })]),
    };

    private static string Share(double share) => double.IsNaN(share) ? "-" : (share * 100).ToString(share < 0.1 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";

    private static string Text(double value) => double.IsNaN(value) ? "-" : value.ToString("0.#", CultureInfo.InvariantCulture);
}
