#:project ../Recsys.MLNet.ModelBuilder/Recsys.MLNet.ModelBuilder.csproj
#:property PublishAot=false
// %% [markdown]
// # Quickstart
// From an event log to a personalised, explained list, and what one click changes.
// %%
using Recsys.MLNet;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Serving;

// %% [markdown]
// ## Data
// A shop that does not exist: users whose tastes drift, lists they were shown, clicks, carts and purchases. `EventFile.Read("events.jsonl")`
// reads your own log instead.
// %%
var run = new RunSettings { Seed = 1 };
var events = new Simulator(new SimulationOptions { Users = 300, Items = 150, Days = 14 }).Run(run).Select(e => e.Event).ToList();
var log = InteractionLogBuilder.From(events);
Console.WriteLine($"{events.Count} events, {log.Count} interactions of {log.Users.Count} users with {log.Items.Count} items");

// %% [markdown]
// ## Which model?
// Prequential: fitted on the earlier days, asked for each later interaction, its state following every event. The floors stand in the same
// table; intervals are 95 %, drawn by user.
// %%
var evaluator = new Evaluator(log, SplitPlan.Parse("prequential").Apply(log, run), new EvaluationOptions { Resamples = 200 }, run);
foreach (var model in KnownModels.Select("random,popularity,item-knn,tf-idf,fusion", log))
    evaluator.Add(model.Create(log));
foreach (var row in evaluator.Report().Rows)
{
    var ndcg = row.Metrics["ndcg@10"];
    Console.WriteLine($"{row.Name,-24} NDCG@10 {ndcg.Value:F4} [{ndcg.Low:F4}, {ndcg.High:F4}]");
}

// %% [markdown]
// ## Train once, serve from one file
// %%
string path = Path.Combine(Path.GetTempPath(), $"quickstart-{Environment.ProcessId}.recsys");
new RecommenderTrainer(new TrainingOptions { Models = ["item-knn", "tf-idf"] }).Train(events, run).Save(path);
var recommender = Recommender.Open(path);
Console.WriteLine($"package {recommender.Model.Version}: {string.Join(", ", recommender.Model.Sources.Select(s => s.Name))}");

// %% [markdown]
// ## A list, a click, another list
// %%
string user = log.Users[log.UserOf[^1]];
long now = events[^1].Timestamp + 60_000;
var before = recommender.Recommend(new RecommendationRequest { User = user, At = now, Count = 5 });
foreach (var item in before.Items)
    Console.WriteLine($"{item.Item,-6} {item.Score:F3} {string.Join("; ", item.Reasons)}");
string clicked = recommender.Recommend(new RecommendationRequest { User = user, At = now, Count = 40 }).Items[^1].Item;
recommender.Observe(new Event { Kind = EventKind.Interaction, User = user, Item = clicked, Type = "click", Timestamp = now + 1000 });
Console.WriteLine($"{user} clicks {clicked}");
foreach (var item in recommender.Recommend(new RecommendationRequest { User = user, At = now + 2000, Count = 5 }).Items)
    Console.WriteLine($"{item.Item,-6} {item.Score:F3} {string.Join("; ", item.Reasons)}");
File.Delete(path);
