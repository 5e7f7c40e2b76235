using System.CommandLine;
using Recsys.MLNet.Cli.Frame;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys recommend --package F --user U -k 10</c>: a list from the package alone, as JSON.</summary>
public static class RecommendCommand
{
    public static Command Create()
    {
        var package = new PackageOptions();
        return new Command("recommend", "Recommend items to a user from a package.")
            .With(package.Package, package.User, package.Count, package.Seeds, package.Query, package.At, package.Components)
            .OnRun(run =>
            {
                var (recommender, request) = package.Open(run);
                var json = ListJson.Of(recommender.Recommend(request));
                run.Print(json);
                run.Report(json);
                return ExitCode.Ok;
            });
    }
}
