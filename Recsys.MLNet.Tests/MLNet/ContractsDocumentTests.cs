using System.Globalization;
using System.Text.RegularExpressions;
using Recsys.MLNet.Tests.House;

namespace Recsys.MLNet.Tests.MLNet;

/// <summary>docs/ml-net.md says how large the stand-in is, and shows a pipeline that runs.</summary>
[TestFixture]
public sealed class ContractsDocumentTests
{
    private const string Document = "docs/ml-net.md";

    [Test]
    public void Each_part_of_the_stand_in_is_as_long_as_the_document_says()
    {
        string contracts = Repository.At("Recsys.MLNet.Contracts");
        var lines = Directory.GetFiles(contracts, "*.cs", SearchOption.AllDirectories)
            .Select(f => (Part: Path.GetDirectoryName(Path.GetRelativePath(contracts, f))!, Lines: File.ReadLines(f).Count()))
            .Where(f => f.Part.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
            .GroupBy(f => f.Part.Length == 0 ? "the root" : $"`{f.Part}`").ToDictionary(g => g.Key, g => g.Sum(f => f.Lines));
        string text = File.ReadAllText(Repository.At(Document));
        string updated = Regex.Replace(text, @"^\| (`[A-Za-z]+`|the root|together) \| \d[\d,]* \|", row =>
        {
            string part = row.Groups[1].Value;
            int count = part == "together" ? lines.Values.Sum() : lines.GetValueOrDefault(part, -1);
            return count < 0 ? row.Value : string.Create(CultureInfo.InvariantCulture, $"| {part} | {count:N0} |");
        }, RegexOptions.Multiline);
        Repository.IsAsCommitted(Document, updated);
        Assert.Multiple(() =>
        {
            foreach (string part in lines.Keys)
                Assert.That(text, Does.Contain($"| {part} | "), "a part without a reason");
            Assert.That(lines.Values.Sum(), Is.LessThan(4000), "the stand-in is not a second ML.NET");
        });
    }

    [Test]
    public void The_pipeline_it_shows_is_the_sample()
    {
        string[] sample = [.. File.ReadAllLines(Repository.At("samples", "Pipeline", "Program.cs")).Select(l => l.Trim())];
        string block = Regex.Match(File.ReadAllText(Repository.At(Document)), "```csharp\n(var pipeline.*?)```", RegexOptions.Singleline).Groups[1].Value;
        string[] shown = [.. block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim())];
        Assert.That(shown, Has.Length.GreaterThan(5));
        Assert.That(shown.Except(sample), Is.Empty);
    }
}
