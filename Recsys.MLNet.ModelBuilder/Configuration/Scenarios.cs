namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>The presets by name.</summary>
public static class Scenarios
{
    /// <summary>Every preset.</summary>
    public static IReadOnlyList<Scenario> All { get; } = [];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(s => s.Name)];

    /// <summary>The preset of a name, or null.</summary>
    public static Scenario? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
