using System.CommandLine;
using Recsys.MLNet.Cli.Frame;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys explain</c>: why a model scores as it does.</summary>
public static class ExplainCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var model = new Option<string?>("--model") { Description = "LightGBM text model.", HelpName = "FILE" };
        var data = new Option<string?>("--data") { Description = "SVMlight rows to explain the model on.", HelpName = "FILE" };
        var rows = new Option<int>("--rows") { Description = "Rows whose contributions are listed.", DefaultValueFactory = _ => 3 };
        return new Command("explain", "Importance, interactions and the contributions behind scores.").With(model, data, rows).OnRun(run =>
            ExplainModelCommand.Run(run, run.Get(model) ?? throw new ArgumentException("--model is missing."), run.Get(data) ?? throw new ArgumentException("--data is missing."), Math.Max(0, run.Get(rows))));
    }
}
