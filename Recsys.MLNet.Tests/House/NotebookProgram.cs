using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.ModelBuilder.Notebooks;

namespace Recsys.MLNet.Tests.House;

/// <summary>A file-based program that is a notebook: cells begin with <c>// %%</c>, texts with <c>// %% [markdown]</c>; a cell <c>// %% [program]</c> is not in the notebook.</summary>
public sealed class NotebookProgram
{
    private const string Mark = "\u0001", Cell = "// %%", Markdown = "// %% [markdown]", ProgramOnly = "// %% [program]", Package = "#:package ";
    private const string DefaultPackage = "Recsys.MLNet.ModelBuilder";

    private readonly List<(string Kind, List<string> Lines)> _cells = [];
    private readonly string _package;

    /// <summary>Reads a program.</summary>
    public NotebookProgram(IEnumerable<string> lines)
    {
        _package = DefaultPackage;
        foreach (string line in lines)
        {
            if (line.StartsWith(Package, StringComparison.Ordinal))
                _package = line[Package.Length..].Replace("@", ", ", StringComparison.Ordinal);
            else if (line.StartsWith(Cell, StringComparison.Ordinal))
                _cells.Add((line, []));
            else if (_cells.Count > 0)
                _cells[^1].Lines.Add(line);
        }
        foreach (var (_, cell) in _cells)
            while (cell.Count > 0 && cell[^1].Length == 0)
                cell.RemoveAt(cell.Count - 1);
    }

    /// <summary>The program, printing also where each cell begins and what is shown.</summary>
    public string Traced()
    {
        var code = new StringBuilder();
        for (int c = 0; c < _cells.Count; c++)
        {
            var (kind, lines) = _cells[c];
            if (kind == ProgramOnly)
                code.AppendLine("static void Show(Recsys.MLNet.ModelBuilder.Notebooks.NotebookView view) => Console.Write(Recsys.MLNet.Tests.House.NotebookProgram.Shown(view));");
            if (kind != Cell)
                continue;
            int usings = lines.FindLastIndex(l => l.StartsWith("using ", StringComparison.Ordinal) && !l.Contains('=', StringComparison.Ordinal)) + 1;
            code.AppendJoin('\n', lines.Take(usings)).AppendLine();
            code.AppendLine($"Console.Write(\"{Escaped(Mark)}cell {c}{Escaped(Mark)}\");");
            code.AppendJoin('\n', lines.Skip(usings)).AppendLine();
        }
        return code.ToString();
    }

    /// <summary>What a traced program prints for a view.</summary>
    public static string Shown(NotebookView view) => $"{Mark}view {Convert.ToBase64String(Encoding.UTF8.GetBytes(view.ToHtml()))} {Convert.ToBase64String(Encoding.UTF8.GetBytes(view.ToString()))}{Mark}";

    /// <summary>The outputs of each cell, from what a traced program printed.</summary>
    public IReadOnlyDictionary<int, JsonArray> Outputs(string printed)
    {
        var outputs = new Dictionary<int, JsonArray>();
        JsonArray? into = null;
        string[] parts = printed.Split(Mark);
        for (int p = 0; p < parts.Length; p++)
        {
            string[] words = parts[p].Split(' ');
            if (p % 2 == 0)
            {
                if (into is not null && parts[p].Trim().Length > 0)
                    into.Add(new JsonObject { ["name"] = "stdout", ["output_type"] = "stream", ["text"] = Text(parts[p].TrimStart('\n')) });
            }
            else if (words[0] == "cell")
                outputs[int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture)] = into = [];
            else
                into!.Add(View(Decode(words[1]), Decode(words[2])));
        }
        return outputs;
    }

    /// <summary>The notebook, with outputs where there are any.</summary>
    public string Print(IReadOnlyDictionary<int, JsonArray>? outputs = null)
    {
        var cells = new JsonArray(Code([$"#r \"nuget: {_package}\"", "void Show(Recsys.MLNet.ModelBuilder.Notebooks.NotebookView view) => display(HTML(view.ToHtml()));"], []));
        for (int c = 0; c < _cells.Count; c++)
        {
            var (kind, lines) = _cells[c];
            if (kind == Markdown)
                cells.Add(new JsonObject { ["cell_type"] = "markdown", ["id"] = Id(lines), ["metadata"] = new JsonObject(), ["source"] = Source([.. lines.Select(l => l.Length > 3 ? l[3..] : "")]) });
            else if (kind == Cell)
                cells.Add(Code(lines, outputs?.GetValueOrDefault(c)?.DeepClone().AsArray() ?? []));
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

    /// <summary>A notebook without its outputs.</summary>
    public static string WithoutOutputs(string notebook)
    {
        var parsed = JsonNode.Parse(notebook)!;
        foreach (var cell in parsed["cells"]!.AsArray())
            if (cell!["outputs"] is not null)
                cell["outputs"] = new JsonArray();
        return parsed.ToJsonString(new JsonSerializerOptions { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    private static JsonObject Code(List<string> lines, JsonArray outputs) => new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = Id(lines),
        ["metadata"] = new JsonObject(),
        ["outputs"] = outputs,
        ["source"] = Source(lines),
    };

    private static JsonObject View(string html, string text)
    {
        var data = new JsonObject { ["text/html"] = Text(html), ["text/plain"] = Text(text) };
        if (html.StartsWith("<svg", StringComparison.Ordinal)) // viewers that take no HTML from notebooks take pictures
            data["image/svg+xml"] = Text(html.Replace("currentColor", "#444", StringComparison.Ordinal));
        return new JsonObject { ["data"] = data, ["metadata"] = new JsonObject(), ["output_type"] = "display_data" };
    }

    private static JsonArray Source(List<string> lines) => [.. lines.Select((l, i) => (JsonNode)(i < lines.Count - 1 ? l + "\n" : l))];

    private static JsonArray Text(string text) => Source([.. text.Split('\n')]);

    private static string Id(List<string> lines) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..8];

    private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));

    private static string Escaped(string text) => $"\\u{(int)text[0]:x4}";
}
