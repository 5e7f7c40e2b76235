using BenchmarkDotNet.Running;
using Recsys.MLNet.Benchmarks.Onnx;

// Peers are compared in one process, turn by turn, so that a busy machine is equally busy for both.
if (args is ["encoders", ..])
    EncoderComparison.Run();
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
