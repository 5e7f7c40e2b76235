#:project ../Recsys.MLNet.ModelBuilder/Recsys.MLNet.ModelBuilder.csproj
#:property PublishAot=false
// %% [markdown]
// # Encoders of text
// Three ways to find items that read alike: words they share, an encoder learned from what users turned to next, and both. An ONNX encoder
// from elsewhere is a folder with `model.onnx` and a tokenizer: `OnnxTextEncoder.Open(new() { Model = "folder" })`.
// %%
using Recsys.MLNet;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Notebooks;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Trainers.TextEncoder;

// %% [markdown]
// ## Titles
// %%
var run = new RunSettings { Seed = 1 };
var log = InteractionLogBuilder.From(new Simulator(new SimulationOptions { Users = 500, Items = 150, Days = 14 }).Run(run).Select(e => e.Event));
string[] titles = [.. Enumerable.Range(0, log.Items.Count).Select(i => log.Catalogue.TextOf(i, ["title"]))];
foreach (string title in titles.Take(5))
    Console.WriteLine(title);

// %% [markdown]
// ## An encoder of one's own
// The title of what a user turned to next is pulled towards those of what they had met; in seconds, without downloads, in any language.
// %%
string folder = Path.Combine(Path.GetTempPath(), $"encoder-{Environment.ProcessId}");
var options = new TextEncoderOptions { Vocabulary = 600, Width = 48, Dimensions = 24, Epochs = 6 };
new TextEncoderTrainer(options).Fit(log, run).Save(folder);
using var encoder = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = folder });
var vectors = new float[titles.Length * encoder.Dimensions];
encoder.Encode(titles, vectors);
Console.WriteLine($"{titles.Length} titles as {encoder.Dimensions} numbers each, by {encoder.Backend}");

// %% [markdown]
// ## Neighbours
// The learned encoder puts together what users met together, also without a word in common, also across languages.
// %%
int chosen = Array.FindIndex(titles, t => t.All(char.IsAscii));
var near = new TableView($"Nearest to: {titles[chosen]}", "cosine", "title");
foreach (var (cosine, item) in Enumerable.Range(0, titles.Length).Where(i => i != chosen).Select(i => (Cosine(chosen, i), i)).OrderDescending().Take(6))
    near.Add(cosine, titles[item]);
Show(near);
float Cosine(int a, int b) => System.Numerics.Tensors.TensorPrimitives.CosineSimilarity(Vector(a), Vector(b));
ReadOnlySpan<float> Vector(int item) => vectors.AsSpan(item * encoder.Dimensions, encoder.Dimensions);

// %% [markdown]
// ## A map of the catalogue
// The two directions in which the vectors differ most, found by power iteration.
// %%
var centred = new double[titles.Length][];
for (int i = 0; i < titles.Length; i++)
    centred[i] = [.. Enumerable.Range(0, encoder.Dimensions).Select(d => vectors[i * encoder.Dimensions + d] - (double)Enumerable.Range(0, titles.Length).Average(j => vectors[j * encoder.Dimensions + d]))];
double[] first = Direction(null), second = Direction(first);
Show(Chart.Points("Titles", "first direction", "second direction", [.. titles.Select((title, i) => (title, Along(centred[i], first), Along(centred[i], second)))]));
double[] Direction(double[]? besides)
{
    double[] direction = [.. Enumerable.Range(0, encoder.Dimensions).Select(d => Math.Sin(d + 1))];
    for (int step = 0; step < 50; step++)
    {
        double[] next = [.. Enumerable.Range(0, direction.Length).Select(d => centred.Sum(v => Along(v, direction) * v[d]))];
        if (besides is not null)
            next = [.. next.Select((value, d) => value - Along(next, besides) * besides[d])];
        double length = Math.Sqrt(Along(next, next));
        direction = [.. next.Select(value => value / length)];
    }
    return direction;
}
static double Along(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

// %% [markdown]
// ## Which one recommends better?
// The same split, queries and ties for all. Words alone cannot know what goes together; on a small log, neither can anything learned.
// %%
var evaluator = new Evaluator(log, SplitPlan.Parse("prequential").Apply(log, run), new EvaluationOptions { Resamples = 200 }, run);
foreach (var model in KnownModels.Select("popularity,tf-idf,text-encoder:vocabulary=600:width=48:dimensions=24:epochs=6,text:vocabulary=600:width=48:dimensions=24:epochs=6", log))
    evaluator.Add(model.Create(log));
var report = evaluator.Report();
Show(Tables.Of(report));
Show(Chart.Bars("NDCG@10", [.. report.Rows.Select(r => r.Name.Contains(':') && r.Name.EndsWith("(frozen)") ? r.Name.Split(':')[0] + " (frozen)" : r.Name.Split(':')[0])],
    [.. report.Rows.Select(r => r.Metrics["ndcg@10"].Value)], [.. report.Rows.Select(r => r.Metrics["ndcg@10"].Low)], [.. report.Rows.Select(r => r.Metrics["ndcg@10"].High)]));
Directory.Delete(folder, recursive: true);

// %% [program]
static void Show(NotebookView view) => Console.WriteLine(view);
