using System.CommandLine;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Cli.Commands;

/// <summary>The options that the commands answering from a package share.</summary>
internal sealed class PackageOptions(bool required = true)
{
    public Option<string> Package { get; } = new("--package") { Description = "The package.", Required = required, HelpName = "F" };

    public Option<string> User { get; } = new("--user") { Description = "User or session.", Required = required, HelpName = "U" };

    public Option<int> Count { get; } = new("-k") { Description = "How many items.", DefaultValueFactory = _ => 10, HelpName = "N" };

    public Option<string[]> Seeds { get; } = new("--item-in-view") { Description = "Item the page is about; may be repeated.", HelpName = "ITEM" };

    public Option<string?> Query { get; } = new("--query") { Description = "Search text.", HelpName = "TEXT" };

    public Option<string?> At { get; } = new("--at") { Description = "Moment of the request, ISO 8601 or milliseconds; default is the newest event in the package.", HelpName = "TIME" };

    public Option<string[]> Components { get; } = ComponentOptions.Create();

    public (Recommender Recommender, RecommendationRequest Request) Open(CliRun run, int? items = null)
    {
        ComponentOptions.Load(run, Components);
        var recommender = Recommender.Open(run.Get(Package)!);
        int count = items ?? run.Get(Count); // a command without -k says itself how many
        if (count is < 1 or > 10_000)
            throw new ArgumentException($"-k is {count}; expected 1 to 10000.");
        string user = run.Get(User)!;
        using (var state = recommender.World.Open())
            if (state.FindUser(user) is null)
                run.Say($"'{user}' is not known to the package; the list is the one for newcomers");
        return (recommender, new() { User = user, Count = count, At = Time(run.Get(At)) ?? recommender.Now, Seeds = run.Get(Seeds) ?? [], Query = run.Get(Query) });
    }

    private static long? Time(string? text)
    {
        if (text is null)
            return null;
        if (long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out long milliseconds))
            return milliseconds;
        return DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeMilliseconds()
            : throw new ArgumentException($"--at is '{text}'; expected milliseconds or ISO 8601, such as 2026-05-01T12:00:00Z.");
    }
}
