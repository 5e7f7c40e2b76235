using System.CommandLine;
using Recsys.MLNet.Cli.Commands;

namespace Recsys.MLNet.Cli.Frame;

/// <summary>Every command, one line each.</summary>
public static class CommandList
{
    /// <summary>New command objects, ready to parse with.</summary>
    /// <remarks>
    /// A command is one static class in <c>Commands</c> with <c>public static Command Create()</c>: it declares its options,
    /// adds them with <see cref="CommandExtensions.With"/> and its body with <c>OnRun</c>.
    /// </remarks>
    public static IEnumerable<Command> Create() =>
    [
        ImportCommand.Create(),
        ExportCommand.Create(),
        EvaluateCommand.Create(),
        ReportCommand.Create(),
        RecommendCommand.Create(),
        RankCommand.Create(),
        ExplainCommand.Create(),
        ServeCommand.Create(),
        SimulateCommand.Create(),
        ValidateCommand.Create(),
        DemoCommand.Create(),
        InitCommand.Create(),
        TrainCommand.Create(),
        RowsCommand.Create(),
        TuneCommand.Create(),
        SegmentsCommand.Create(),
        UpdateCommand.Create(),
        WorkerCommand.Create(),
        NewCommand.Create(),
        PredictCommand.Create(),
        EncodeCommand.Create(),
        EncoderCommand.Create(),
        Fit(),
    ];

    // The learners share one verb: recsys fit als, recsys fit lambdarank, ...
    private static Command Fit() => new Command("fit", "Fit one model from a file and save it.").With(
        [.. FitCollaborativeCommand.CreateAll(), FitLambdaRankCommand.Create(), FitSequenceCommand.Create(), FitTextEncoderCommand.Create(), FitTextAdapterCommand.Create()]);
}
