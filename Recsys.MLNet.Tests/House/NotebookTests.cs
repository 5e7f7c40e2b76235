using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Recsys.MLNet.Tests.House;

/// <summary>Notebooks are printed from programs; the programs run.</summary>
[TestFixture, NonParallelizable]
public sealed class NotebookTests
{
    private const string Cell = "// %%", Markdown = "// %% [markdown]";

    private static IEnumerable<string> Programs() => Directory.GetFiles(Repository.At("notebooks"), "*.cs").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Programs))]
    public void The_notebook_is_the_program(string program) =>
        Repository.IsAsCommitted(Path.Combine("notebooks", Path.ChangeExtension(program, ".ipynb")), Print(File.ReadAllLines(Repository.At("notebooks", program))));

    [TestCaseSource(nameof(Programs))]
    public void The_program_runs(string program)
    {
        string code = string.Join('\n', File.ReadAllLines(Repository.At("notebooks", program)).Where(l => !l.StartsWith("#:", StringComparison.Ordinal)));
        Assert.That(ReadmeTests.Run(code).Split('\n'), Has.Length.GreaterThan(5));
    }

    private static string Print(string[] lines)
    {
        var cells = new JsonArray(CodeCell(["#r \"nuget: Recsys.MLNet.ModelBuilder\""]));
        List<string>? open = null;
        bool markdown = false;
        foreach (string line in lines.Where(l => !l.StartsWith("#:", StringComparison.Ordinal)).Append(Cell))
        {
            if (line is Cell or Markdown)
            {
                if (open is not null)
                    cells.Add(markdown ? MarkdownCell(open) : CodeCell(open));
                (open, markdown) = ([], line == Markdown);
                continue;
            }
            open?.Add(markdown ? line.TrimStart('/', ' ') is var text && line.StartsWith("// #", StringComparison.Ordinal) ? line[3..] : text : line);
        }
        var notebook = new JsonObject
        {
            ["cells"] = cells,
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" },
                ["language_info"] = new JsonObject { ["name"] = "polyglot-notebook" },
            },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        return notebook.ToJsonString(new JsonSerializerOptions { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    private static JsonObject MarkdownCell(List<string> lines) => new() { ["cell_type"] = "markdown", ["id"] = Id(lines), ["metadata"] = new JsonObject(), ["source"] = Source(lines) };

    private static JsonObject CodeCell(List<string> lines) => new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = Id(lines),
        ["metadata"] = new JsonObject(),
        ["outputs"] = new JsonArray(),
        ["source"] = Source(lines),
    };

    private static string Id(List<string> lines) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..8];

    private static JsonArray Source(List<string> lines)
    {
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return [.. lines.Select((l, i) => (JsonNode)(i < lines.Count - 1 ? l + "\n" : l))];
    }
}
