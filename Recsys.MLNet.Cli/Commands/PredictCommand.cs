using System.CommandLine;
using System.Globalization;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Models;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys predict</c>: one number a row, from a LightGBM text model.</summary>
public static class PredictCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "LightGBM text model.", Required = true, HelpName = "FILE" };
        var data = new Option<string>("--data") { Description = "SVMlight rows; labels are not used.", Required = true, HelpName = "FILE" };
        var raw = new Option<bool>("--raw") { Description = "Scores instead of probabilities for binary models." };
        var output = new Option<string?>("--out") { Description = "Where to write; default stdout.", HelpName = "FILE" };
        return new Command("predict", "Score rows with a LightGBM text model.").With(model, data, raw, output).OnRun(run =>
        {
            var trees = TreeEnsemble.ReadText(run.Get(model)!);
            string? path = run.Get(output);
            if (path is null)
            {
                Write(run, trees, run.Get(data)!, run.Get(raw), run.Out);
                return ExitCode.Ok;
            }
            using (var writer = new StreamWriter(path + ".tmp"))
                Write(run, trees, run.Get(data)!, run.Get(raw), writer);
            File.Move(path + ".tmp", path, overwrite: true);
            return ExitCode.Ok;
        });
    }

    private static void Write(CliRun run, TreeEnsemble model, string data, bool raw, TextWriter writer) =>
        RankingFile.Score(data, model, (_, _, score) =>
        {
            run.Settings.Cancellation.ThrowIfCancellationRequested();
            writer.WriteLine((raw ? score : model.Predict(score)).ToString(CultureInfo.InvariantCulture));
            return true;
        });
}
