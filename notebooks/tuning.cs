#:project ../Recsys.MLNet.ModelBuilder/Recsys.MLNet.ModelBuilder.csproj
#:property PublishAot=false
// %% [markdown]
// # Tuning
// Search models and options within a number of trials, judge the winner once on a hold-out, and choose between quality, latency and size.
// %%
using Recsys.MLNet;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Notebooks;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Tuning;

// %% [markdown]
// ## Search
// `BudgetSeconds` instead of `Trials` uses the time there is. Choices are made on splits inside of what the hold-out leaves.
// %%
var run = new RunSettings { Seed = 1 };
var log = InteractionLogBuilder.From(new Simulator(new SimulationOptions { Users = 200, Items = 100, Days = 14 }).Run(run).Select(e => e.Event));
var report = new Tuner(new TuningOptions { Trials = 12, Models = "popularity,item-knn,item-cosine,als,ease" }).Run(log, run);
Console.WriteLine($"{report.Leaderboard.Count} configurations; {report.Stopped}");

// %% [markdown]
// ## Leaderboard
// %%
var measured = report.Leaderboard.Where(t => t.Best is not null).ToList();
var table = new TableView($"NDCG@{report.K} on inner splits", "", "configuration", "ndcg", "low", "high", "MB");
foreach (var trial in measured.Take(12))
    table.Add(trial == report.Winner ? "winner" : report.Pareto.Contains(trial) ? "*" : "", trial.Name, trial.Best!.Quality.Value, trial.Best.Quality.Low, trial.Best.Quality.High, trial.Best.Bytes / 1e6);
Show(table);

// %% [markdown]
// ## Quality and size
// What nothing else beats in quality, latency and size at once is worth a choice; the rest is not.
// %%
Show(Chart.Points("Configurations", "size in MB", "NDCG", [.. measured.Select(t => (t.Name + (report.Pareto.Contains(t) ? " *" : ""), t.Best!.Bytes / 1e6, t.Best.Quality.Value))]));

// %% [markdown]
// ## The winner on the hold-out
// A figure by which something was chosen is too good. This one was not chosen by.
// %%
Show(Tables.Of(report.HoldOut, "ndcg@10", "hr@10"));

// %% [program]
static void Show(NotebookView view) => Console.WriteLine(view);
