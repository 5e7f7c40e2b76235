#:package Recsys.MLNet.ModelBuilder@0.0.0-packages
#:property PublishAot=false
// %% [markdown]
// # RecsysApp
// Your event log: what is in it, which model suits it, one user's list.
// As a program: `dotnet run RecsysApp.cs`; as a notebook: `RecsysApp.ipynb` in any C# kernel.
// %%
using Recsys.MLNet;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Notebooks;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Serving;

// %% [markdown]
// ## Data
// `EventFile.Read("events.jsonl")` reads your own; here it is simulated.
// %%
var run = new RunSettings { Seed = 1 };
var events = new Simulator(new SimulationOptions { Users = 200, Items = 100, Days = 10 }).Run(run).Select(e => e.Event).ToList();
var log = InteractionLogBuilder.From(events);
Console.WriteLine($"{events.Count} events, {log.Count} interactions of {log.Users.Count} users with {log.Items.Count} items");
var perDay = log.TimeOf.GroupBy(t => DateTimeOffset.FromUnixTimeMilliseconds(t).Date).OrderBy(g => g.Key);
Show(Chart.Lines("Interactions a day", [.. perDay.Select(g => g.Key.ToString("MM-dd"))], ("interactions", [.. perDay.Select(g => (double)g.Count())])));

// %% [markdown]
// ## Which model?
// %%
var evaluator = new Evaluator(log, SplitPlan.Parse("prequential").Apply(log, run), new EvaluationOptions { Resamples = 100 }, run);
foreach (var model in KnownModels.Select("popularity,item-knn,tf-idf,fusion", log))
    evaluator.Add(model.Create(log));
Show(Tables.Of(evaluator.Report()));

// %% [markdown]
// ## One list
// %%
new RecommenderTrainer(new TrainingOptions { Models = ["item-knn", "tf-idf"] }).Train(events, run).Save("notebook.recsys");
var recommender = Recommender.Open("notebook.recsys");
Show(Tables.Of(recommender.Recommend(new RecommendationRequest { User = log.Users[log.UserOf[^1]], At = events[^1].Timestamp + 60_000, Count = 5 }), log.Catalogue, log.Items));

// %% [program]
static void Show(NotebookView view) => Console.WriteLine(view);
