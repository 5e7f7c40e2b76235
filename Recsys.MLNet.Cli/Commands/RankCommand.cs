using System.CommandLine;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys rank --package F --user U --items a,b,c</c>: the given items in order for a user, as JSON.</summary>
public static class RankCommand
{
    public static Command Create()
    {
        var package = new PackageOptions();
        var items = new Option<string>("--items") { Description = "Item ids, with commas between.", Required = true, HelpName = "a,b,c" };
        return new Command("rank", "Put given items in order for a user from a package.")
            .With(package.Package, package.User, items, package.Seeds, package.Query, package.At, package.Components)
            .OnRun(run =>
            {
                string[] ids = run.Get(items)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                if (ids.Length == 0)
                    throw new ArgumentException("--items names no item; give ids with commas between.");
                var (recommender, request) = package.Open(run, ids.Length);
                var json = ListJson.Of(recommender.Recommend(request with { Candidates = [.. ids.Select(i => new RankedItem { Id = i })] }));
                run.Print(json);
                run.Report(json);
                return ExitCode.Ok;
            });
    }
}
