using System.IO.Compression;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Ranking;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Tests.Data;

namespace Recsys.MLNet.Tests.Ranking;

/// <summary>Rows in a folder: what they say, and that a run that was stopped goes on.</summary>
[TestFixture]
public sealed class RowFolderTests
{
    private static readonly Lazy<Event[]> Shop = new(() => [.. new Simulator(new() { Users = 500, Items = 200, Days = 12, SessionsPerDay = 0.8 }).Events(RunSettings.Default)]);

    private static TrainingOptions Quick { get; } = new()
    {
        Models = ["item-knn"],
        Ranker = new() { MaxRequests = 1400, LeastRequests = 100, Negatives = 15, Maturity = 0.8, Watched = 0.3, Trees = new RankerOptions().Trees with { Trees = 10, LearningRate = 0.12 } },
    };

    private sealed class Stopper(CancellationTokenSource stop, double after) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Stage == "ranker rows" && value.Fraction >= after)
                stop.Cancel();
        }
    }

    [Test]
    public void A_run_that_was_stopped_goes_on_after_the_last_whole_file_and_comes_to_the_same_ranker()
    {
        using var folder = new TempFolder();
        using var stop = new CancellationTokenSource();
        var trainer = new RecommenderTrainer(Quick) { Rows = folder["rows"] };
        Assert.That(() => trainer.MakeRows(Shop.Value, new RunSettings { Cancellation = stop.Token, Progress = new Stopper(stop, 0.5) }), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Files(), Is.EqualTo(new[] { "part-00000.csv.gz", "rows.json" }), "more than 512 and fewer than 1,024 requests were done");
        File.WriteAllText(folder["rows/part-00001.csv.gz"], "half"); // what rows.json does not name was never there
        var first = File.GetLastWriteTimeUtc(folder["rows/part-00000.csv.gz"]);

        var made = trainer.MakeRows(Shop.Value, RunSettings.Default);
        Assert.That((made.Found, made.Parts.Count, Files().Length), Is.EqualTo((1, 2, 3)));
        Assert.That(File.GetLastWriteTimeUtc(folder["rows/part-00000.csv.gz"]), Is.EqualTo(first));
        var whole = new RecommenderTrainer(Quick) { Rows = folder["whole"] }.MakeRows(Shop.Value, RunSettings.Default);
        Assert.That(made.Parts, Is.EqualTo(whole.Parts));
        for (int p = 0; p < made.Parts.Count; p++)
            Assert.That(Text(folder[$"rows/part-0000{p}.csv.gz"]), Is.EqualTo(Text(folder[$"whole/part-0000{p}.csv.gz"])));

        // Learning from the files is learning in memory, to the last bit; other trees need no other rows.
        var kept = trainer.Train(Shop.Value, RunSettings.Default).Ranker!;
        var inMemory = new RecommenderTrainer(Quick).Train(Shop.Value, RunSettings.Default).Ranker!;
        Assert.That(Bytes(kept.Trees), Is.EqualTo(Bytes(inMemory.Trees)));
        Assert.That(kept.Rounds.Select(r => r.Metrics["ndcg@10"]), Is.EqualTo(inMemory.Rounds.Select(r => r.Metrics["ndcg@10"])));
        Assert.That((kept.Rows, kept.Groups, kept.NotRecalled), Is.EqualTo((inMemory.Rows, inMemory.Groups, inMemory.NotRecalled)));
        Assert.That(kept.Shifts.Select(s => s.Deviations), Is.EqualTo(inMemory.Shifts.Select(s => s.Deviations)));
        Assert.That(kept.Calibration!.ErrorAfter, Is.EqualTo(inMemory.Calibration!.ErrorAfter));
        var other = Quick with { Ranker = Quick.Ranker with { Trees = Quick.Ranker.Trees with { Trees = 3 } } };
        Assert.That(new RecommenderTrainer(other) { Rows = folder["rows"] }.Train(Shop.Value, RunSettings.Default).Ranker!.Trees.TreeCount, Is.EqualTo(3));

        string[] Files() => [.. Directory.GetFiles(folder["rows"]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
    }

    [Test]
    public void Rows_of_other_events_options_or_seed_are_refused_and_say_which()
    {
        using var folder = new TempFolder();
        var events = Shop.Value[..5000];
        var options = Quick with { Ranker = Quick.Ranker with { LeastRequests = 10, MaxRequests = 60, Attribution = [new("Interest", TimeSpan.FromMinutes(30))] } };
        new RecommenderTrainer(options) { Rows = folder["rows"] }.MakeRows(events, RunSettings.Default);
        void Refused(TrainingOptions with, Event[] of, RunSettings run, string why) =>
            Assert.That(() => new RecommenderTrainer(with) { Rows = folder["rows"] }.MakeRows(of, run), Throws.ArgumentException.With.Message.Contains(why));
        Refused(options with { Ranker = options.Ranker with { Negatives = 16 } }, events, RunSettings.Default, "other options");
        Refused(options, events, new RunSettings { Seed = 2 }, "seed 1, not 2");
        int item = Array.FindIndex(events, e => e.Kind == EventKind.Item);
        Event[] renamed = [.. events];
        renamed[item] = renamed[item] with { Fields = [.. renamed[item].Fields.Select(f => f.Name == "title" ? new Field("title", FieldValue.Of("another")) : f)] };
        Refused(options, renamed, RunSettings.Default, "other events");
        File.Delete(folder["rows/part-00000.csv.gz"]);
        Assert.That(() => new RecommenderTrainer(options) { Rows = folder["rows"] }.MakeRows(events, RunSettings.Default), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("missing"));
        Assert.That(() => new RecommenderTrainer(options).MakeRows(events, RunSettings.Default), Throws.ArgumentException.With.Message.Contains("name the folder"));
    }

    [Test]
    public void A_file_reads_back_as_what_was_written_and_says_every_label()
    {
        using var folder = new TempFolder();
        string[] features = ["price", "odd, \"name\""];
        RequestGroup[] groups =
        [
            new() { Planned = 7, Event = 42, Time = 1_700_000_000_000, Actor = "u\"1,\n", Surface = "home", Weight = 1.5f, Items = ["a", "b,c"], Values = [0.1f, float.NaN, -0f, 3.4e-39f], Labels = [3, 0], Outcomes = [5, 0], Dwell = [12.5f, 0], Stands = [1, 17.25f] },
            new() { Planned = 7, Event = 42, Time = 1_700_000_000_000, Weight = 1.5f, Items = ["a", "b,c"], Values = [1, 2, 3, 4], Labels = [2, 0], Outcomes = [2, 0], Dwell = [float.NaN, 0], Positions = [4, 0] },
        ];
        using (var file = File.Create(folder["rows.csv.gz"]))
            RowFile.Write(file, features, groups);
        Assert.That(Text(folder["rows.csv.gz"]).Split('\n').Skip(1).First(), Is.EqualTo("42,1700000000000,\"u\"\"1,"), "RFC 4180: the name of the user holds a line break");
        Assert.That(Text(folder["rows.csv.gz"]), Does.StartWith("request,time,actor,surface,kind,item,weight,position,stands_for,grade,click,cart,purchase,dwell,price,\"odd, \"\"name\"\"\"\n")
            .And.Contain("\",home,candidates,a,1.5,,1,3,1,0,1,12.5,0.1,\n").And.Contain(",,page,\"b,c\",1.5,0,,0,0,0,0,0,3,4\n"));
        var read = RowFile.Read(folder["rows.csv.gz"], features, number => number == 42 ? 7 : -1);
        Assert.That(read, Has.Count.EqualTo(2));
        for (int g = 0; g < 2; g++)
        {
            Assert.That((read[g].Planned, read[g].Event, read[g].Actor, read[g].Surface, read[g].Weight), Is.EqualTo((groups[g].Planned, groups[g].Event, groups[g].Actor, groups[g].Surface, groups[g].Weight)));
            Assert.That(read[g].Values!.Select(BitConverter.SingleToInt32Bits), Is.EqualTo(groups[g].Values!.Select(BitConverter.SingleToInt32Bits)));
            Assert.That((read[g].Items, read[g].Labels, read[g].Outcomes, read[g].Dwell, read[g].Stands, read[g].Positions), Is.EqualTo((groups[g].Items, groups[g].Labels, groups[g].Outcomes, groups[g].Dwell, groups[g].Stands, groups[g].Positions)));
        }
        Assert.That(() => RowFile.Read(folder["rows.csv.gz"], ["price"], _ => 0), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("columns"));
    }

    [Test]
    public void Each_outcome_has_a_label_of_its_own_and_aims_learned_from_them_serve_with_probabilities()
    {
        var options = Quick with { Ranker = Quick.Ranker with { MaxRequests = 3000, Maturity = 0.6, Watched = 0.3, Aims = ["click", "cart"], Trees = Quick.Ranker.Trees with { Trees = 40 } } };
        var trained = new RecommenderTrainer(options).Train(Shop.Value, RunSettings.Default);
        var ranker = trained.Ranker!;
        Assert.That(ranker.Aims, Is.Not.Null, ranker.WhyNoAims);
        Assert.That(ranker.LearnedAims.Select(a => a.Name), Is.EqualTo(new[] { "click", "cart" }));
        Assert.That(ranker.LearnedAims[0].Outcomes, Is.GreaterThan(ranker.LearnedAims[1].Outcomes), "who puts it into the cart has clicked before");
        Assert.That(ranker.Calibration, Is.Null, "each aim has a curve of its own");
        var recommender = new RecommendationPipeline(trained.State, trained.ToServingModel());
        string user = Shop.Value.Last(e => e is { Kind: EventKind.Interaction, User: not null }).User!;
        var answer = recommender.Recommend(new() { User = user, At = Shop.Value[^1].Timestamp, Count = 10, Objectives = new Dictionary<string, double> { ["click"] = 1 } });
        foreach (var item in answer.Items)
            Assert.That(item.Score, Is.EqualTo(Math.Log(item.Probabilities[0].Value)).Within(1e-4), "weighed are clicks alone");
        Assert.That(answer.Items.Average(i => i.Probabilities[1].Value), Is.LessThan(answer.Items.Average(i => i.Probabilities[0].Value)), "not all that is clicked is put into the cart");
    }

    [Test]
    public void Aims_that_cannot_be_learned_are_refused_or_say_why()
    {
        var options = Quick.Ranker with { Aims = ["click", "love", "click"], PerSurface = true, Watched = 0, LongDwell = 0 };
        string problems = string.Join("\n", options.Problems());
        foreach (string part in (string[])["love", "twice", "PerSurface", "Watched is 0", "LongDwell"])
            Assert.That(problems, Does.Contain(part));
        Assert.That((Quick with { Ranker = Quick.Ranker with { Aims = ["click"] }, Serving = new() { Objectives = new Dictionary<string, double> { ["purchase"] = 1 } } }).Problems().Select(p => p.ToString()), Has.Some.Contains("weigh only those"));
        var trained = new RecommenderTrainer(Quick with { Ranker = Quick.Ranker with { Aims = ["click", "dwell"] } }).Train(Shop.Value, RunSettings.Default);
        Assert.That(trained.Ranker!.WhyNoAims, Does.Contain("'dwell' has 0 outcomes"));
        Assert.That(trained.ToServingModel().Ranker, Is.TypeOf<TreeRanker>());
    }

    private static byte[] Bytes(ISavedModel model)
    {
        using var stream = new MemoryStream();
        ModelSections.Save(model, stream);
        return stream.ToArray();
    }

    private static string Text(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
