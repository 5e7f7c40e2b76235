using System.CommandLine;
using Recsys.MLNet.Cli.Frame;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys explain</c>: why a model scores as it does, or why an item stands where it does for a user of a package.</summary>
public static class ExplainCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var model = new Option<string?>("--model") { Description = "LightGBM text model.", HelpName = "FILE" };
        var data = new Option<string?>("--data") { Description = "SVMlight rows to explain the model on.", HelpName = "FILE" };
        var rows = new Option<int>("--rows") { Description = "Rows whose contributions are listed.", DefaultValueFactory = _ => 3 };
        var package = new PackageOptions(required: false);
        var item = new Option<string?>("--item") { Description = "Item to explain for the user of the package.", HelpName = "I" };
        return new Command("explain", "Importance, interactions and contributions behind scores; or why an item stands where it does for a user.")
            .With(model, data, rows, package.Package, package.User, item, package.Count, package.Seeds, package.Query, package.At, package.Components)
            .OnRun(run => run.Get(package.Package) is not null
                ? Item(run, package, run.Get(item))
                : ExplainModelCommand.Run(run,
                    run.Get(model) ?? throw new ArgumentException("--model is missing; name a tree model with --data, or a --package with --user and --item."),
                    run.Get(data) ?? throw new ArgumentException("--data is missing; name the rows to explain the model on."), Math.Max(0, run.Get(rows))));
    }

    private static int Item(CliRun run, PackageOptions package, string? item)
    {
        if (item is null || run.Get(package.User) is null)
            throw new ArgumentException("--package needs --user and --item: the item is explained for that user.");
        var (recommender, request) = package.Open(run);
        var json = ListJson.Of(recommender.Explain(request, item));
        run.Print(json);
        run.Report(json);
        return ExitCode.Ok;
    }
}
