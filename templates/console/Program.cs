// dotnet run -- [events.jsonl or a folder with it]     without data: a small shop is simulated
using Recsys.MLNet;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Serving;

var run = new RunSettings { Seed = 1 };
var events = args is [var path, ..]
    ? EventFile.Read(path).ToList()
    : new Simulator(new SimulationOptions { Users = 300, Items = 150, Days = 14 }).Run(run).Select(e => e.Event).ToList();
var log = InteractionLogBuilder.From(events);
Console.WriteLine($"{events.Count} events, {log.Count} interactions of {log.Users.Count} users with {log.Items.Count} items");

// Which model? Each is asked about interactions that came after what it was fitted on.
string split = log.Clock == EventClock.Absolute ? "prequential" : "leave-one-out";
var evaluator = new Evaluator(log, SplitPlan.Parse(split).Apply(log, run), new EvaluationOptions { Resamples = 200 }, run);
foreach (var model in KnownModels.All.Where(m => m.Name is "popularity" or "item-knn" or "tf-idf" or "fusion" && m.WhyNot(log) is null))
    evaluator.Add(model.Create(log));
foreach (var row in evaluator.Report().Rows)
{
    var ndcg = row.Metrics["ndcg@10"];
    Console.WriteLine($"{row.Name,-24} NDCG@10 {ndcg.Value:F4} [{ndcg.Low:F4}, {ndcg.High:F4}]");
}

// One package: models, state and how lists are made. The default trains the whole pipeline: new TrainingOptions().
new RecommenderTrainer(new TrainingOptions { Models = ["item-knn", "tf-idf"] }).Train(events, run).Save("model.recsys");
var recommender = Recommender.Open("model.recsys");

// A list, a click, another list.
string user = log.Users[log.UserOf[^1]];
long now = events[^1].Timestamp + 60_000;
Show("before");
string clicked = recommender.Recommend(new RecommendationRequest { User = user, At = now, Count = 40 }).Items[^1].Item;
recommender.Observe(new Event { Kind = EventKind.Interaction, User = user, Item = clicked, Type = "click", Timestamp = now + 1000 });
Show($"after a click on {clicked}");

void Show(string when)
{
    Console.WriteLine($"{user}, {when}:");
    foreach (var item in recommender.Recommend(new RecommendationRequest { User = user, At = now + 2000, Count = 5 }).Items)
        Console.WriteLine($"  {item.Item,-8} {item.Score:F3} {string.Join("; ", item.Reasons)}");
}
