using Recsys.MLNet.State;

namespace Recsys.MLNet.Features;

/// <summary>The features every recommender has. Each group is one file; a further feature is one more line in its group.</summary>
public static class StandardFeatures
{
    /// <summary>All standard features for the given candidate sources.</summary>
    /// <param name="sources">Names of the candidate sources, in the order of the candidate set.</param>
    public static IReadOnlyList<IFeature> For(IReadOnlyList<string> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return [.. ItemFeatures.All(), .. UserFeatures.All(), .. PairFeatures.All(), .. RequestFeatures.All(), .. SourceFeatures.For(sources)];
    }

    /// <summary>The schema of all standard features for the given candidate sources.</summary>
    public static FeatureSchema Schema(IReadOnlyList<string> sources) => new(For(sources));

    internal static IFeature Of(string name, string meaning, FeatureScope scope, string unit, NumberFeature.Value value, bool learned = false) =>
        new NumberFeature(new(name, meaning) { Scope = scope, Unit = unit, Learned = learned }, value);

    internal static float Log(double count) => (float)Math.Log(1 + Math.Max(0, count));

    internal static float Days(long from, long to) => from == long.MinValue ? float.NaN : Math.Max(0, to - from) / (float)Decay.Length(TimeWindow.Day);

    internal static float Hours(long from, long to) => from == long.MinValue ? float.NaN : Math.Max(0, to - from) / (float)Decay.Length(TimeWindow.Hour);

    internal static string Words(TimeWindow window) => window switch { TimeWindow.Hour => "hour", TimeWindow.Day => "day", TimeWindow.Week => "7 days", _ => "30 days" };

    internal static string Short(TimeWindow window) => window switch { TimeWindow.Hour => "1h", TimeWindow.Day => "1d", TimeWindow.Week => "7d", _ => "30d" };
}
