#:project ../Recsys.MLNet.ModelBuilder/Recsys.MLNet.ModelBuilder.csproj
#:property PublishAot=false
// %% [markdown]
// # One user, as time passes
// The log is replayed through the very state that serves. Before each event of one user we ask what the list would have been: where would the item
// have stood that they then turned to, and how did their tastes move?
// %%
using Recsys.MLNet;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Notebooks;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.Replay;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

// %% [markdown]
// ## A user with a history
// Live sources only: they learn from events as they come, so that no model fitted on the whole log can tell the past what came later.
// %%
var run = new RunSettings { Seed = 1 };
var events = new Simulator(new SimulationOptions { Users = 300, Items = 120, Days = 21 }).Run(run).Select(e => e.Event).ToList();
string user = events.Where(e => e.Kind == EventKind.Interaction && e.User is not null).GroupBy(e => e.User!).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Skip(5).First().Key;
var serving = ServingModel.Live(new ServingOptions { Seen = [] });
var titles = events.Where(e => e.Kind == EventKind.Item).GroupBy(e => e.Item!).ToDictionary(g => g.Key, g => $"{g.Last().Field("title")}");
Console.WriteLine($"{user}: {events.Count(e => e.User == user && e.Kind == EventKind.Interaction)} interactions");

// %% [markdown]
// ## Replay
// %%
var replay = new EventReplay(new WorldState(serving.State, serving.Schema));
var recommender = new RecommendationPipeline(replay.World, serving);
var steps = new List<(Event Event, int Place, string[] Categories, float[] Shares)>();
replay.Run(events, (e, state) =>
{
    if (e.Kind != EventKind.Interaction || e.User != user)
        return;
    var list = recommender.Recommend(new RecommendationRequest { User = user, At = e.Timestamp, Count = 120 }, state);
    var tastes = state.FindUser(user)?.Categories;
    int[] keys = tastes is null ? [] : tastes.Keys.ToArray();
    steps.Add((e, list.Items.Select(i => i.Item).ToList().IndexOf(e.Item!) + 1, [.. keys.Select(k => state.Values[k])], [.. keys.Select(k => tastes!.Share(k))]));
}, run);
var table = new TableView($"The first and last steps of {user}", "when", "did", "item", "its place before");
foreach (var step in steps.Take(5).Concat(steps.TakeLast(5)))
    table.Add(DateTimeOffset.FromUnixTimeMilliseconds(step.Event.Timestamp).ToString("MM-dd HH:mm"), step.Event.Type, titles[step.Event.Item!], step.Place == 0 ? "not found" : step.Place);
Show(table);

// %% [markdown]
// ## Does it learn?
// The place, just before, of what the user then turned to: lower is better, a gap means that no source named it.
// %%
Show(Chart.Lines("Place of the next item", [.. steps.Select((_, i) => $"{i + 1}")], ("place", [.. steps.Select(s => s.Place == 0 ? double.NaN : s.Place)])));
double Found(IEnumerable<(Event Event, int Place, string[] Categories, float[] Shares)> part) => part.Average(s => s.Place is > 0 and <= 20 ? 1.0 : 0);
Console.WriteLine($"in the first 20: {Found(steps.Take(steps.Count / 2)):P0} of the first half, {Found(steps.Skip(steps.Count / 2)):P0} of the second");

// %% [markdown]
// ## How tastes move
// %%
var categories = steps[^1].Categories.Zip(steps[^1].Shares).OrderByDescending(c => c.Second).Take(4).Select(c => c.First).ToArray();
Show(Chart.Lines("Share of the user's interest", [.. steps.Select((_, i) => $"{i + 1}")], [.. categories.Select(c => (c, steps.Select(s => Array.IndexOf(s.Categories, c) is >= 0 and var at ? s.Shares[at] : 0.0).ToArray()))]));

// %% [program]
static void Show(NotebookView view) => Console.WriteLine(view);
