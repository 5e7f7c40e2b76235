using System.Reflection;
using System.Text.Json;

namespace Recsys.MLNet.Cli.New;

/// <summary>A project that can be generated: the files that <c>dotnet new</c> has too, embedded here.</summary>
/// <remarks>
/// <c>template.json</c> decides, and only its <c>sourceName</c> and the parameters' <c>replaces</c> are used, so that both ways give the
/// same files: the name replaces <c>sourceName</c> and a value replaces what its parameter names, in texts and in paths.
/// </remarks>
internal sealed class ProjectTemplate
{
    private const string Head = ".template.config/template.json";
    private static readonly Assembly Assembly = typeof(ProjectTemplate).Assembly;

    private readonly string _prefix, _sourceName;
    private readonly List<(string Parameter, string Replaces)> _parameters = [];

    private ProjectTemplate(string name)
    {
        _prefix = $"templates/{name}/";
        using var head = JsonDocument.Parse(Text(_prefix + Head));
        _sourceName = head.RootElement.GetProperty("sourceName").GetString()!;
        foreach (var symbol in head.RootElement.GetProperty("symbols").EnumerateObject())
            _parameters.Add((symbol.Name, symbol.Value.GetProperty("replaces").GetString()!));
    }

    /// <summary>Names of all templates.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Assembly.GetManifestResourceNames().Where(n => n.EndsWith(Head, StringComparison.Ordinal)).Select(n => n.Split('/')[1]).Order(StringComparer.Ordinal)];

    /// <summary>The template of a name.</summary>
    public static ProjectTemplate Open(string name) => new(name);

    /// <summary>The files of a project: path below its folder, and text.</summary>
    /// <param name="name">Name of the project: an identifier, parts divided by dots.</param>
    /// <param name="values">Value of each parameter.</param>
    public IEnumerable<(string Path, string Text)> Files(string name, IReadOnlyDictionary<string, string> values)
    {
        foreach (string resource in Assembly.GetManifestResourceNames().Where(n => n.StartsWith(_prefix, StringComparison.Ordinal) && !n.EndsWith(Head, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            yield return (Replace(resource[_prefix.Length..], name, values), Replace(Text(resource), name, values));
    }

    private string Replace(string text, string name, IReadOnlyDictionary<string, string> values)
    {
        // Dockerfiles and other lower-case places: dotnet new replaces the lower-case form of the name as well.
        text = text.Replace(_sourceName, name, StringComparison.Ordinal).Replace(_sourceName.ToLowerInvariant(), name.ToLowerInvariant(), StringComparison.Ordinal);
        foreach (var (parameter, replaces) in _parameters)
            text = text.Replace(replaces, values[parameter], StringComparison.Ordinal);
        return text;
    }

    private static string Text(string resource)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(resource) ?? throw new ArgumentException($"There is no template '{resource.Split('/')[1]}'; there are {string.Join(", ", Names)}."));
        return reader.ReadToEnd();
    }
}
