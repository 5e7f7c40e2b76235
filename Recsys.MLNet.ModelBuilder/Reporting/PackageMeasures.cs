using Recsys.MLNet.Serving;

namespace Recsys.MLNet.ModelBuilder.Reporting;

/// <summary>What asking a package for lists showed.</summary>
internal sealed record PackageMeasures
{
    /// <summary>Milliseconds of each request, ascending.</summary>
    public required double[] Millis { get; init; }

    /// <summary>Lists each item is in, by item number of the state.</summary>
    public required int[] Listed { get; init; }

    /// <summary>Past behaviours of each item, by the same number.</summary>
    public required int[] Past { get; init; }

    /// <summary>Number of each item's largest category, or −1.</summary>
    public required int[] Category { get; init; }

    /// <summary>Names of the categories.</summary>
    public required IReadOnlyDictionary<int, string> CategoryNames { get; init; }

    /// <summary>Users asked.</summary>
    public required int Users { get; init; }

    /// <summary>Lists for people to look at.</summary>
    public required IReadOnlyList<ExampleList> Examples { get; init; }

    public double Quantile(double share) => Millis.Length == 0 ? double.NaN : Millis[Math.Min(Millis.Length - 1, (int)(share * Millis.Length))];
}

/// <summary>One user's list.</summary>
/// <param name="User">The user.</param>
/// <param name="History">Titles of what they did last, newest first, with the kind of behaviour.</param>
/// <param name="Events">How much is remembered of them.</param>
/// <param name="Items">The list, each item with its title.</param>
internal sealed record ExampleList(string User, IReadOnlyList<string> History, int Events, IReadOnlyList<(RecommendedItem Item, string Title)> Items);
