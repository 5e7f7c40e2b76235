using System.Globalization;
using BenchmarkDotNet.Running;
using Recsys.MLNet.Benchmarks.Collaborative;
using Recsys.MLNet.Benchmarks.LambdaRank;
using Recsys.MLNet.Benchmarks.MLNet;
using Recsys.MLNet.Benchmarks.Onnx;
using Recsys.MLNet.Benchmarks.Recall;

// Peers are compared in one process, turn by turn, so that a busy machine is equally busy for both.
if (args is ["encoders", ..])
    EncoderComparison.Run();
else if (args is ["titles"]) // real title lengths, for benchmarks/**/EncoderComparison.md
    TitleThroughput.Run();
else if (args is ["gen-ltr", var folder, var trainQueries, var testQueries]) // learning-to-rank data for benchmarks/**/LambdaRank.md
    Console.WriteLine(new RankingDataGenerator().Write(folder, int.Parse(trainQueries, CultureInfo.InvariantCulture), int.Parse(testQueries, CultureInfo.InvariantCulture)));
else if (args is ["vector-index", var prefix, .. var peer]) // the graph index, against a peer where one is named, for benchmarks/**/VectorIndex.md
    new VectorIndexComparison(prefix, peer.FirstOrDefault()).Run();
else if (args is ["factorization", .. var arguments]) // the tables of benchmarks/**/MatrixFactorization.md
    FactorizationSpeed.Run(arguments, Console.Out);
else if (args is ["component-overhead"])
    ComponentOverheadTable.Print(Console.Out);
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
