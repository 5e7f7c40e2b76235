using Recsys.MLNet.Data;
using static Recsys.MLNet.Features.StandardFeatures;

namespace Recsys.MLNet.Features;

/// <summary>Circumstances of the request.</summary>
internal static class RequestFeatures
{
    private const long Hour = 3_600_000;

    public static IEnumerable<IFeature> All()
    {
        yield return Of("hour", "hour of the day, UTC", FeatureScope.Request, "hours", (in FeatureContext at) => at.State.Clock == EventClock.Absolute ? Positive(at.At / Hour, 24) : float.NaN);
        // 1970-01-01 was a Thursday.
        yield return Of("weekday", "day of the week, Monday 0", FeatureScope.Request, "days", (in FeatureContext at) => at.State.Clock == EventClock.Absolute ? Positive(at.At / (24 * Hour) + 3, 7) : float.NaN);
        yield return Of("query_match", "share of the words of the search text that the item's title has", FeatureScope.Pair, "share", (in FeatureContext at) => Match(at));
    }

    private static float Positive(long value, long modulus) => ((value % modulus) + modulus) % modulus;

    private static float Match(in FeatureContext at)
    {
        if (string.IsNullOrWhiteSpace(at.Request.Query))
            return float.NaN;
        string title = at.Item.Title;
        int words = 0, found = 0;
        foreach (var part in at.Request.Query.AsSpan().Split(' '))
        {
            var word = at.Request.Query.AsSpan(part);
            if (word.Length == 0)
                continue;
            words++;
            found += title.AsSpan().Contains(word, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        }
        return words == 0 ? float.NaN : found / (float)words;
    }
}
