#:project ../Recsys.MLNet.ModelBuilder/Recsys.MLNet.ModelBuilder.csproj
#:property PublishAot=false
// %% [markdown]
// # Ablation
// What each part of the pipeline is worth: fit it without the part, compare on the same queries, look where relevant items are lost.
// %%
using Recsys.MLNet;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Notebooks;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Simulation;

// %%
var run = new RunSettings { Seed = 1 };
var log = InteractionLogBuilder.From(new Simulator(new SimulationOptions { Users = 250, Items = 120, Days = 14 }).Run(run).Select(e => e.Event));
var evaluator = new Evaluator(log, SplitPlan.Parse("prequential").Apply(log, run), new EvaluationOptions { Resamples = 300 }, run);
foreach (var model in KnownModels.Select("popularity,fusion", log))
    evaluator.Add(model.Create(log));
evaluator.AddWithAblations(new PipelineTrainer()); // what the rows have in common is fitted once
var report = evaluator.Report();
Show(Tables.Of(report, "ndcg@10", "hr@10"));

// %% [markdown]
// ## Differences
// Intervals of differences, not differences of intervals: users are drawn together, so what is common to both rows cancels out. An interval that holds
// 0 says that this log cannot tell the two apart.
// %%
var rows = report.Rows.Concat(report.Ablations).Where(r => r.Name.StartsWith("pipeline without") && !r.Name.EndsWith("(frozen)")).ToList();
var differences = rows.Select(r => r.Versus["pipeline"]["all"]["ndcg@10"]).ToList();
Show(Chart.Bars("NDCG@10 against the whole pipeline", [.. rows.Select(r => r.Name["pipeline ".Length..])],
    [.. differences.Select(d => d.Value)], [.. differences.Select(d => d.Low)], [.. differences.Select(d => d.High)]));

// %% [markdown]
// ## Where relevant items are lost
// Not named by any source, or named and ranked below the first ten: the first asks for another source, the second for better features.
// %%
var stages = report.Stages;
var loss = stages["loss"]!.AsObject();
Show(Chart.Bars("Relevant items", [.. loss.Select(l => l.Key)], [.. loss.Select(l => (double)l.Value!)]));
var recall = new TableView("Recall of the sources", ["source", .. stages["recall"]!["union"]!.AsObject().Select(r => r.Key)]);
foreach (var (source, depths) in stages["recall"]!.AsObject())
    recall.Add([source, .. depths!.AsObject().Select(d => (object)(double)d.Value!)]);
Show(recall);

// %% [markdown]
// ## Whose lists gain
// A mean hides who it is made of: new users and first items have rows of their own.
// %%
var slices = new TableView("NDCG@10 by slice", ["model", .. report.Protocol.Slices.Keys]);
foreach (var row in report.Rows.Where(r => !r.Name.EndsWith("(frozen)")))
    slices.Add([row.Name, .. report.Protocol.Slices.Keys.Select(s => row.Slices.TryGetValue(s, out var metrics) ? (object)metrics["ndcg@10"].Value : "")]);
Show(slices);

// %% [program]
static void Show(NotebookView view) => Console.WriteLine(view);
