using System.Text.RegularExpressions;

namespace Recsys.MLNet.Tests.House;

/// <summary>Rules about sources that no analyzer in use knows.</summary>
[TestFixture]
public sealed class SourceRuleTests
{
    [Test]
    public void Clock_and_randomness_are_injected()
    {
        // The command line and the service's outermost edge are where a clock may enter.
        var hits = Hits(@"DateTime(Offset)?\.(Utc)?Now|new Random\(\)|Random\.Shared",
            Repository.Products.Where(p => p != "Recsys.MLNet.AspNetCore"));
        Assert.That(hits, Is.Empty);
    }

    [Test]
    public void Libraries_do_not_write_to_the_console() =>
        Assert.That(Hits(@"\bConsole\.(Out|Error|Write)", Repository.Products), Is.Empty);

    [Test]
    public void Nothing_is_left_unfinished() =>
        Assert.That(Hits(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b", [.. Repository.Products, "Recsys.MLNet.Contracts", "Recsys.MLNet.Cli"]), Is.Empty);

    [Test]
    public void Only_the_declared_place_switches_on_the_reference_set()
    {
        var files = Repository.Products.SelectMany(Sources).Where(f => Regex.IsMatch(File.ReadAllText(f), @"^\s*#if\b", RegexOptions.Multiline));
        Assert.That(files.Count(), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void No_package_source_is_named()
    {
        Assert.That(File.ReadAllText(Repository.At("nuget.config")), Does.Not.Contain("packageSources").And.Not.Contain("http"));
    }

    private static List<string> Hits(string pattern, IEnumerable<string> projects)
    {
        var regex = new Regex(pattern, RegexOptions.Compiled);
        return [.. from project in projects
                   from file in Sources(project)
                   from line in File.ReadLines(file).Select((text, i) => (text, number: i + 1))
                   let code = line.text.TrimStart()
                   where !code.StartsWith("//", StringComparison.Ordinal) && regex.IsMatch(code)
                   select $"{Path.GetRelativePath(Repository.Root, file)}:{line.number}: {code}"];
    }

    private static IEnumerable<string> Sources(string project) => Directory.EnumerateFiles(Repository.At(project), "*.cs", SearchOption.AllDirectories);
}
