namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>The presets by name; docs/scenarios.md describes each.</summary>
public static class Scenarios
{
    /// <summary>Every preset.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        CommercePresets.Ecommerce, MediaPresets.Video, MediaPresets.Music, MediaPresets.News, MediaPresets.Social,
        AdvisoryPresets.Finance, AdvisoryPresets.Health, CommercePresets.Travel, AdvisoryPresets.Education, CommercePresets.Advertising, CommercePresets.Search,
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(s => s.Name)];

    /// <summary>The preset of a name, or null.</summary>
    public static Scenario? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
