using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Recsys.MLNet.Tests.House;

/// <summary>docs/options.md lists every public option with its real default and its documented meaning.</summary>
[TestFixture]
public sealed partial class OptionsDocumentTests
{
    [Test]
    public void Every_public_option_is_documented_with_its_default() =>
        Repository.IsAsCommitted(Path.Combine("docs", "options.md"), Document());

    [Test]
    public void Default_options_are_valid()
    {
        foreach (var type in OptionTypes())
            if (Instance(type) is IValidatedOptions options)
                Assert.That(options.Problems().Select(p => $"{type.Name}.{p.Option} {p.Message}").Where(p => !p.Contains("required", StringComparison.OrdinalIgnoreCase)), Is.Empty);
    }

    private static string Document()
    {
        var text = new StringBuilder("# Options\n\nEvery public option with its default, printed from the code and its doc comments by a test.\n");
        foreach (var type in OptionTypes())
        {
            var docs = Docs(type.Assembly);
            text.Append(CultureInfo.InvariantCulture, $"\n## {type.Name}\n\n`{type.Namespace}`. {Summary(docs, "T:" + type.FullName)}\n\n| option | default | meaning |\n|---|---|---|\n");
            object? defaults = Instance(type);
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0).OrderBy(p => p.MetadataToken))
            {
                string summary = Summary(docs, $"P:{property.DeclaringType!.FullName}.{property.Name}");
                Assert.That(summary, Is.Not.Empty, $"{type.Name}.{property.Name} has no summary.");
                text.Append(CultureInfo.InvariantCulture, $"| `{property.Name}` | {Show(defaults is null ? null : property.GetValue(defaults))} | {summary} |\n");
            }
        }
        return text.ToString();
    }

    private static IEnumerable<Type> OptionTypes() =>
        Repository.Products.SelectMany(p => Assembly.Load(p).GetExportedTypes())
            .Where(t => t is { IsClass: true, IsAbstract: false } && (typeof(IValidatedOptions).IsAssignableFrom(t) || t.Name.EndsWith("Options", StringComparison.Ordinal) || t == typeof(RunSettings)))
            .OrderBy(t => t.Name, StringComparer.Ordinal);

    private static object? Instance(Type type) =>
        type.GetConstructor(Type.EmptyTypes) is not null ? Activator.CreateInstance(type) : null;

    private static string Show(object? value) => value switch
    {
        null => "none",
        string s => s.Length == 0 ? "empty" : $"`{s}`",
        bool b => b ? "`true`" : "`false`",
        IDictionary d => d.Count == 0 ? "empty" : string.Join(", ", d.Keys.Cast<object>().Select(k => $"`{k}={Plain(d[k])}`").Order(StringComparer.Ordinal)),
        IEnumerable list => string.Join(", ", list.Cast<object>().Select(v => $"`{Plain(v)}`")) is { Length: > 0 } items ? items : "empty",
        IFormattable f => $"`{f.ToString(null, CultureInfo.InvariantCulture)}`",
        Delegate => "a function",
        _ when value.GetType().Namespace?.StartsWith("Recsys", StringComparison.Ordinal) == true => $"see {value.GetType().Name}",
        _ => value.GetType().Name,
    };

    private static string Plain(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static Dictionary<string, XElement> Docs(Assembly assembly)
    {
        string file = Path.ChangeExtension(assembly.Location, ".xml");
        return XDocument.Load(file).Descendants("member").ToDictionary(m => m.Attribute("name")!.Value);
    }

    private static string Summary(Dictionary<string, XElement> docs, string id)
    {
        if (!docs.TryGetValue(id, out var member) || member.Element("summary") is not { } summary)
            return "";
        foreach (var reference in summary.Descendants().Where(e => e.Attribute("cref") is not null).ToList())
            reference.ReplaceWith($"`{reference.Attribute("cref")!.Value.Split('(')[0].Split('.')[^1].Replace("T:", "", StringComparison.Ordinal)}`");
        foreach (var name in summary.Descendants().Where(e => e.Name.LocalName is "paramref" or "typeparamref").ToList())
            name.ReplaceWith($"`{name.Attribute("name")!.Value}`");
        foreach (var code in summary.Descendants("c").ToList())
            code.ReplaceWith($"`{code.Value}`");
        return Blanks().Replace(summary.Value, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
