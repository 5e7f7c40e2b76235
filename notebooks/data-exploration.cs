#:project ../Recsys.MLNet.ModelBuilder/Recsys.MLNet.ModelBuilder.csproj
#:property PublishAot=false
// %% [markdown]
// # Data exploration
// What a log of events holds, what it can support, and where it would mislead a model.
// %%
using Recsys.MLNet;
using Recsys.MLNet.Data;
using Recsys.MLNet.Data.Audit;
using Recsys.MLNet.ModelBuilder.Notebooks;
using Recsys.MLNet.ModelBuilder.Simulation;

// %% [markdown]
// ## Events
// A simulated shop. `string file = "events.jsonl"` with your own log is all that has to change.
// %%
var run = new RunSettings { Seed = 1 };
string file = Path.Combine(Path.GetTempPath(), $"exploration-{Environment.ProcessId}.jsonl");
AtomicFile.Write(file, stream =>
{
    using var writer = new EventWriter(stream);
    foreach (var (e, _) in new Simulator(new SimulationOptions { Users = 300, Items = 150, Days = 14 }).Run(run))
        writer.Write(e);
});
var events = EventFile.Read(file).ToList();
var log = InteractionLogBuilder.From(events);
var kinds = new TableView("What is in the log", "kind", "events", "first", "last");
foreach (var kind in events.GroupBy(e => e.Kind == EventKind.Interaction ? e.Type! : e.Kind.ToString()).OrderByDescending(g => g.Count()))
    kinds.Add(kind.Key, kind.Count(), Day(kind.Min(e => e.Timestamp)), Day(kind.Max(e => e.Timestamp)));
Show(kinds);
static string Day(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd");

// %% [markdown]
// ## When
// A day without events is a hole in the log; a weekly wave is real and wants whole weeks in the test period.
// %%
string[] types = [.. log.Types.Ids];
var days = log.TimeOf.GroupBy(Day).Select(g => g.Key).Order().ToArray();
Show(Chart.Lines("Interactions a day", [.. days.Select(d => d[5..])], [.. types.Select(type => (type, days.Select(day =>
    (double)Enumerable.Range(0, log.Count).Count(i => log.Types[log.TypeOf[i]] == type && Day(log.TimeOf[i]) == day)).ToArray()))]));

// %% [markdown]
// ## Who, and how much of what
// Users with few interactions are the cold ones: their lists come from popularity and texts. A long tail of items is the reason for recommending at all.
// %%
Show(Chart.Histogram("Interactions of a user", log.UserOf.GroupBy(u => u).Select(g => (double)g.Count())));
var counts = log.ItemOf.GroupBy(i => i).Select(g => (double)g.Count()).OrderDescending().ToArray();
Show(Chart.Lines("Share of all interactions that the most popular items hold", [.. Enumerable.Range(1, 20).Select(p => $"{p * 5} %")],
    ("share", [.. Enumerable.Range(1, 20).Select(p => counts.Take(counts.Length * p / 20).Sum() / counts.Sum())])));

// %% [markdown]
// ## Places
// What stands higher is looked at more: clicks alone say as much about the place as about the item.
// %%
var audit = LogAudit.Of(file, events[^1].Timestamp, run);
Show(Chart.Bars("Share of impressions that were clicked, by place", [.. audit.PositionCurve.Select(p => $"place {p.Position + 1}")],
    [.. audit.PositionCurve.Select(p => p.Impressions > 0 ? (double)p.Clicks / p.Impressions : double.NaN)]));

// %% [markdown]
// ## What the data can support
// The audit that `recsys validate` prints: what to mind, and which ways of evaluating the log carries.
// %%
var findings = new TableView("To mind", "", "what", "finding");
foreach (var finding in audit.Findings)
    findings.Add(finding.Severity, finding.Code, finding.Message);
Show(findings);
var protocols = new TableView("Protocols", "protocol", "supported", "why");
foreach (var protocol in audit.Protocols)
    protocols.Add(protocol.Protocol, protocol.Supported ? "yes" : "no", protocol.Reason);
Show(protocols);
File.Delete(file);

// %% [program]
static void Show(NotebookView view) => Console.WriteLine(view);
