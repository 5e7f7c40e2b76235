using System.CommandLine;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Trainers.TextEncoder;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys fit text-encoder</c>: a text encoder learned from the items and the sessions of a log, saved as an ONNX folder.</summary>
public static class FitTextEncoderCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = TextFit.Data();
        var output = TextFit.Output("model.onnx, tokenizer.json and config.json");
        var options = TextFit.Options("encoder, such as Dimensions=128 Epochs=6 Width=256");
        return new Command("text-encoder", "A text encoder learned from items and sessions.").With(data, output, options).OnRun(run =>
        {
            var settings = OptionValues.Apply(new TextEncoderOptions(), run.Get(options));
            var fit = TextFit.Begin(run, data, output);
            var trained = new TextEncoderTrainer(settings).Fit(fit.Log, run.Settings);
            trained.Save(fit.Folder);
            int tokens = trained.Vocabulary.Tokens.Count;
            return fit.End("text-encoder", settings, FormattableString.Invariant($"{tokens:N0} tokens, vectors of {trained.Dimensions}"), ("tokens", tokens), ("dimensions", trained.Dimensions));
        });
    }
}
