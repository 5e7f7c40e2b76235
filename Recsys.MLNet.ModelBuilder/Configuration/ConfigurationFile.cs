using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder.Configuration.Yaml;
using YamlDotNet.Core;

namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>A configuration as read from text, with everything that is wrong with it.</summary>
public sealed class ConfigurationFile
{
    private readonly RecommenderConfiguration _configuration;
    private readonly string _name;

    private ConfigurationFile(RecommenderConfiguration configuration, IReadOnlyList<ConfigurationProblem> problems, string name) =>
        (_configuration, Problems, _name) = (configuration, problems, name);

    /// <summary>Every problem in the order of lines, empty when valid.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }

    /// <summary>Reads a configuration from text; problems are collected, never thrown.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="path">Path of the file, for messages and for assemblies named relative to it.</param>
    /// <param name="components">Known components, to which those of the file's assemblies are added; null for those of the process.</param>
    public static ConfigurationFile Read(string text, string path = RecommenderConfiguration.FileName, ComponentRegistry? components = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(path);
        components ??= ComponentRegistry.Shared;
        var problems = new List<ConfigurationProblem>();
        YamlValue root;
        try
        {
            root = YamlText.Read(text);
        }
        catch (YamlException failure)
        {
            return new(new(), [new((int)failure.Start.Line, "", $"is not YAML: {failure.Message.TrimEnd('.')}. Check indentation, colons and quotes near it.")], path);
        }
        LoadAssemblies(root, path, components, problems);
        // The preset gives the defaults that the file's own words replace.
        var defaults = root["scenario"]?.Text is { } name && Scenarios.Find(name) is { } scenario ? scenario.Configuration : new RecommenderConfiguration();
        var binder = new YamlBinder(components, problems);
        var configuration = (RecommenderConfiguration)binder.Record(defaults, root, "");
        if (root["recall"]?["sources"] is null)
            configuration = configuration with { Recall = configuration.Recall.Adapted() };
        foreach (var problem in configuration.Problems())
        {
            string at = OptionMember.Camel(problem.Option);
            var known = new ConfigurationProblem(LineOf(binder.Lines, at), at, problem.Message);
            if (!problems.Any(p => p.Path == known.Path && p.Line == known.Line))
                problems.Add(known);
        }
        foreach (var problem in FeatureProblems(configuration, components))
            problems.Add(new(LineOf(binder.Lines, problem.Option), problem.Option, problem.Message));
        return new(configuration, [.. problems.OrderBy(p => p.Line)], path);
    }

    /// <summary>The configuration.</summary>
    /// <exception cref="InvalidDataException">There are problems; the message lists every one.</exception>
    public RecommenderConfiguration OrThrow() => Problems.Count == 0 ? _configuration
        : throw new InvalidDataException(string.Join(Environment.NewLine, Problems.Select(p => $"{_name} {p}")));

    // Components must be known before anything that names them is read.
    private static void LoadAssemblies(YamlValue root, string path, ComponentRegistry components, List<ConfigurationProblem> problems)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        foreach (var entry in root["run"]?["assemblies"] is { } list ? list.Items ?? [list] : [])
        {
            if (entry.Text is not { Length: > 0 } file)
                continue;
            try
            {
                components.Load(Path.Combine(folder, file));
            }
            catch (Exception failure) when (failure is ArgumentException or IOException or BadImageFormatException)
            {
                problems.Add(new(entry.Line, "run.assemblies", failure.Message));
            }
        }
    }

    private static IEnumerable<OptionProblem> FeatureProblems(RecommenderConfiguration configuration, ComponentRegistry components)
    {
        var sources = configuration.Recall.Chosen.Select(s => s.Name).ToArray();
        var standard = Recsys.MLNet.Features.StandardFeatures.For(sources).Select(f => f.Spec.Name).ToArray();
        for (int w = 0; w < configuration.Features.Without.Count; w++)
            if (!standard.Contains(configuration.Features.Without[w]))
                yield return new($"features.without[{w}]", $"is '{configuration.Features.Without[w]}', which is no standard feature; {Nearest.Advice(configuration.Features.Without[w], standard)}");
        var declared = configuration.Features.Declared;
        for (int d = 0; d < declared.Count; d++)
            if (configuration.Features.Standard && standard.Contains(declared[d].Called) && !configuration.Features.Without.Contains(declared[d].Called))
                yield return new($"features.declared[{d}]", $"is named '{declared[d].Called}', as a standard feature is; give it another name, or leave that one out under features.without.");
    }

    private static int LineOf(Dictionary<string, int> lines, string path)
    {
        for (string at = path; at.Length > 0; at = at.LastIndexOfAny(['.', '[']) is > 0 and var cut ? at[..cut] : "")
            if (lines.TryGetValue(at, out int line))
                return line;
        return 0;
    }
}
