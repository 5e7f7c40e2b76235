using System.Globalization;
using BenchmarkDotNet.Running;
using Recsys.MLNet.Benchmarks.Behavior;
using Recsys.MLNet.Benchmarks.Collaborative;
using Recsys.MLNet.Benchmarks.LambdaRank;
using Recsys.MLNet.Benchmarks.MLNet;
using Recsys.MLNet.Benchmarks.Onnx;
using Recsys.MLNet.Benchmarks.Pipeline;
using Recsys.MLNet.Benchmarks.Recall;
using Recsys.MLNet.Benchmarks.Service;
using Recsys.MLNet.Benchmarks.Serving;

// Peers are compared in one process, turn by turn, so that a busy machine is equally busy for both.
if (args is ["encoders", ..])
    EncoderComparison.Run();
else if (args is ["encoder-memory"]) // for benchmarks/**/EncoderComparison.md
    EncoderMemory.Run();
else if (args is ["encoder-memory", var model, var batch, var tokens])
    EncoderMemory.Row(model, int.Parse(batch, CultureInfo.InvariantCulture), int.Parse(tokens, CultureInfo.InvariantCulture));
else if (args is ["titles"]) // real title lengths, for benchmarks/**/EncoderComparison.md
    TitleThroughput.Run();
else if (args is ["gen-ltr", var folder, var trainQueries, var testQueries]) // learning-to-rank data for benchmarks/**/LambdaRank.md
    Console.WriteLine(new RankingDataGenerator().Write(folder, int.Parse(trainQueries, CultureInfo.InvariantCulture), int.Parse(testQueries, CultureInfo.InvariantCulture)));
else if (args is ["behavior-profile", var behaviors]) // an events.jsonl, for benchmarks/**/BehaviorAttention.md
    TrainingProfile.Run(behaviors, Console.Out);
else if (args is ["behavior-epochs", var sequences, var sequenceThreads, var epochs]) // "user i1 i2 …" lines, for benchmarks/**/BehaviorAttention.md
    EpochCosts.Run(sequences, int.Parse(sequenceThreads, CultureInfo.InvariantCulture), int.Parse(epochs, CultureInfo.InvariantCulture), Console.Out);
else if (args is ["lambdarank-threads", .. { Length: 4 } threading]) // queries, leaves, trees, turns, for benchmarks/**/LambdaRank.md
    ThreadSpeed.Run(int.Parse(threading[0], CultureInfo.InvariantCulture), int.Parse(threading[1], CultureInfo.InvariantCulture), int.Parse(threading[2], CultureInfo.InvariantCulture), int.Parse(threading[3], CultureInfo.InvariantCulture), Console.Out);
else if (args is ["lambdarank-files", var trainRows, var testRows, .. { Length: 3 } fit]) // leaves, threads, trees, for benchmarks/**/LambdaRank.md
    FileSpeed.Run(trainRows, testRows, int.Parse(fit[0], CultureInfo.InvariantCulture), int.Parse(fit[1], CultureInfo.InvariantCulture), int.Parse(fit[2], CultureInfo.InvariantCulture), Console.Out);
else if (args is ["histogram-layouts"])
    HistogramLayouts.Run(Console.Out);
else if (args is ["vector-index", var prefix, .. var peer]) // the graph index, against a peer where one is named, for benchmarks/**/VectorIndex.md
    new VectorIndexComparison(prefix, peer.FirstOrDefault()).Run();
else if (args is ["factorization", .. var arguments]) // the tables of benchmarks/**/MatrixFactorization.md
    FactorizationSpeed.Run(arguments, Console.Out);
else if (args is ["service", "prepare", var shop, var items, var users]) // a package of that size for the steps below
    new ServiceLatency(shop).Prepare(int.Parse(items, CultureInfo.InvariantCulture), int.Parse(users, CultureInfo.InvariantCulture), trees: 300);
else if (args is ["service", "serve", var served, var store])
    ServedProcess.Serve(served, store);
else if (args is ["service", "feedback", var fed, var feedSeconds, .. var feedStore]) // needs wrk, for benchmarks/**/Feedback.md
    FeedbackRate.Print(fed, int.Parse(feedSeconds, CultureInfo.InvariantCulture), feedStore.FirstOrDefault(), Console.Out);
else if (args is ["service", "ingest", var ingested])
    IngestCosts.Print(ingested, Console.Out);
else if (args is ["service", "swap", var swapped, var warmUp])
    SwapLatency.Print(Path.Combine(swapped, "shop.recsys"), int.Parse(warmUp, CultureInfo.InvariantCulture), Console.Out);
else if (args is ["service", "measure", var measured, var seconds, var soakMinutes]) // needs wrk, for benchmarks/**/ServiceLatency.md
    new ServiceLatency(measured).Measure(int.Parse(seconds, CultureInfo.InvariantCulture), double.Parse(soakMinutes, CultureInfo.InvariantCulture));
else if (args is ["service", "stages", var staged])
    StageCosts.Print(Path.Combine(staged, "shop.recsys"), Console.Out);
else if (args is ["growth", var growing, .. var sizes]) // sizes as 100000x10000, items by users
    GrowthTable.Print(growing, sizes.Select(s => s.Split('x')).Select(s => (int.Parse(s[0], CultureInfo.InvariantCulture), int.Parse(s[1], CultureInfo.InvariantCulture))), Console.Out);
else if (args is ["rebuilt-lists", var lists]) // logged lists made again bit by bit, for benchmarks/**/Service.md
    RebuiltLists.Run(int.Parse(lists, CultureInfo.InvariantCulture), Console.Out);
else if (args is ["new-items", var shoppers, var offered, var simulation, .. var scenarios]) // click rates of new items, for benchmarks/**/NewItems.md
    NewItemRates.Print(scenarios, int.Parse(shoppers, CultureInfo.InvariantCulture), int.Parse(offered, CultureInfo.InvariantCulture), int.Parse(simulation, CultureInfo.InvariantCulture), Console.Out);
else if (args is ["debias", var debiased, var seed, .. var biases]) // position debiasing against the simulator's truth, for benchmarks/**/Pipeline.md
    DebiasTable.Print(int.Parse(debiased, CultureInfo.InvariantCulture), int.Parse(seed, CultureInfo.InvariantCulture), biases.Select(b => double.Parse(b, CultureInfo.InvariantCulture)), Console.Out);
else if (args is ["segments", var segmented, var category, var askedUsers, .. var segmentCounts]) // what segments are worth to the ranker (0 segments: chosen by separation), for benchmarks/**/Pipeline.md
    SegmentGain.Print(segmented, category, int.Parse(askedUsers, CultureInfo.InvariantCulture), segmentCounts.Select(c => int.Parse(c, CultureInfo.InvariantCulture)), Console.Out);
else if (args is ["new-item-price", var growingShop, var newItemUsers, .. var newItemShares]) // a simulated shop, for benchmarks/**/Pipeline.md
    NewItemPrice.Print(growingShop, int.Parse(newItemUsers, CultureInfo.InvariantCulture), newItemShares.Select(s => double.Parse(s, CultureInfo.InvariantCulture)), Console.Out);
else if (args is ["aims", var buyers, var aimedUsers]) // clicks against purchases, for benchmarks/**/Pipeline.md
    AimTradeoff.Print(buyers, int.Parse(aimedUsers, CultureInfo.InvariantCulture), Console.Out);
else if (args is ["training-cost", "prepare", var log, var events])
    TrainingCost.Prepare(log, long.Parse(events, CultureInfo.InvariantCulture));
else if (args is ["training-cost", "run", var trainedOn, .. var fitted]) // time and memory by stage, for benchmarks/**/Pipeline.md
    TrainingCost.Print(trainedOn, fitted, Console.Out);
else if (args is ["component-overhead"])
    ComponentOverheadTable.Print(Console.Out);
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
