using Recsys.MLNet.Data;

namespace Recsys.MLNet.Tests.Tuning;

/// <summary>Logs with something to learn that fit in milliseconds.</summary>
internal static class TuningLogs
{
    /// <summary>Users go round the catalogue in steps of one or two, now and then anywhere; one event a minute, users in turn.</summary>
    public static InteractionLog Walks(int users, int items, int steps = 8)
    {
        var builder = new InteractionLogBuilder();
        var random = RunSettings.Default.Random("test.walks");
        var at = new int[users];
        for (int u = 0; u < users; u++)
            at[u] = random.NextInt(items);
        for (int s = 0; s < steps; s++)
            for (int u = 0; u < users; u++)
            {
                at[u] = random.NextInt(10) == 0 ? random.NextInt(items) : (at[u] + 1 + random.NextInt(2)) % items;
                builder.Add(new Event { Kind = EventKind.Interaction, User = $"u{u}", Item = $"i{at[u]}", Type = "click", Timestamp = 1_700_000_000_000 + (s * users + u) * 60_000L });
            }
        return builder.Build();
    }
}
