using System.CommandLine;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Trainers.TextAdapters;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys fit text-adapter</c>: a frozen encoder fine-tuned on a log, as an adapter file and as one ONNX folder.</summary>
public static class FitTextAdapterCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "Folder of the encoder; it stays as it is.", Required = true, HelpName = "DIR" };
        var data = TextFit.Data();
        var output = TextFit.Output("the encoder with the adapter in its graph, and adapter.bin beside it");
        var start = new Option<string?>("--start") { Description = "An adapter.bin to go on from, learned on the same encoder.", HelpName = "FILE" };
        var options = TextFit.Options("adapter, such as Rank=16 Epochs=3");
        return new Command("text-adapter", "A frozen text encoder fine-tuned on behaviour.").With(model, data, output, start, options).OnRun(run =>
        {
            var settings = OptionValues.Apply(new TextAdapterOptions(), run.Get(options));
            var fit = TextFit.Begin(run, data, output);
            var encoder = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = run.Get(model)! }, new() { Threads = run.Settings.Threads });
            var adapter = new TextAdapterTrainer(settings).Fit(encoder, fit.Log, run.Settings, run.Get(start) is { } file ? TextAdapter.Load(file) : null);
            using (var adapted = new AdaptedTextEncoder(encoder, adapter))
                adapted.Export(fit.Folder);
            adapter.Save(Path.Combine(fit.Folder, "adapter.bin"));
            return fit.End("text-adapter", settings, $"rank {adapter.Rank} on vectors of {adapter.Dimensions}", ("dimensions", adapter.Dimensions));
        });
    }
}
