#:project ../Recsys.MLNet.ModelBuilder/Recsys.MLNet.ModelBuilder.csproj
#:property PublishAot=false
// %% [markdown]
// # Why this item?
// From a list to what brought each item there: sources, their share of the score, and the features that moved it.
// %%
using Recsys.MLNet;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.ModelBuilder.Notebooks;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

// %% [markdown]
// ## A package and a list
// %%
var run = new RunSettings { Seed = 1 };
var events = new Simulator(new SimulationOptions { Users = 250, Items = 120, Days = 14 }).Run(run).Select(e => e.Event).ToList();
var log = InteractionLogBuilder.From(events);
string path = Path.Combine(Path.GetTempPath(), $"explaining-{Environment.ProcessId}.recsys");
new RecommenderTrainer(new TrainingOptions { Models = ["item-knn", "tf-idf"] }).Train(events, run).Save(path);
var recommender = Recommender.Open(path);
var request = new RecommendationRequest { User = log.Users[log.UserOf[^1]], At = events[^1].Timestamp + 60_000, Count = 8 };
var list = recommender.Recommend(request);
Show(Tables.Of(list, log.Catalogue, log.Items));

// %% [markdown]
// ## One item of it
// What each source says of the item, and its part in the score. The reasons that users see are made of exactly this.
// %%
var explanation = recommender.Explain(request, list.Items[0].Item);
Console.WriteLine($"{explanation.Item} stands at {explanation.Place}: {string.Join("; ", explanation.Reasons)}");
var named = explanation.Sources.Where(s => s.Rank > 0).ToList();
Show(Chart.Bars("Part of the score", [.. named.Select(s => $"{s.Source} (its place {s.Rank})")], [.. named.Select(s => (double)s.Contribution)]));

// %% [markdown]
// ## What if an event had not happened?
// The state without the user's last interaction, everything else the same.
// %%
int last = events.FindLastIndex(e => e.Kind == EventKind.Interaction && e.User == request.User);
var without = new WorldState(recommender.Model.State, recommender.Model.Schema, live: true);
foreach (var e in events.Where((_, i) => i != last))
    without.Apply(e);
var otherwise = new Recommender(recommender.Model, without).Recommend(request).Items.Select(i => i.Item).ToList();
var change = new TableView($"Without {events[last].Type} of {events[last].Item}", "item", "place", "without it");
foreach (var (item, place) in list.Items.Select((i, p) => (i.Item, p + 1)))
    change.Add(item, place, otherwise.IndexOf(item) is >= 0 and var at ? at + 1 : "not in the list");
Show(change);

// %% [markdown]
// ## Features of the trained pipeline
// Exact Shapley values of the trees: how far each feature moved one candidate's score from the mean.
// %%
var fit = new PipelineTrainer().FitPipeline(log, null, run);
var trees = fit.Model.Trees!;
var importance = trees.Importance(TreeImportance.Gain);
var strongest = Enumerable.Range(0, importance.Length).OrderByDescending(f => importance[f]).Take(10).ToList();
Show(Chart.Bars("Gain of the trees' splits", [.. strongest.Select(f => trees.FeatureNames[f])], [.. strongest.Select(f => importance[f] / importance.Sum())]));
File.Delete(path);

// %% [program]
static void Show(NotebookView view) => Console.WriteLine(view);
