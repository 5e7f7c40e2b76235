using System.Text.Json.Nodes;

namespace Recsys.MLNet.Tests.House;

/// <summary>Notebooks are printed from programs, with what the programs printed; the programs run.</summary>
[TestFixture, NonParallelizable]
public sealed class NotebookTests
{
    private static IEnumerable<string> Programs() => Directory.GetFiles(Repository.At("notebooks"), "*.cs").Append(Repository.At("templates", "notebook", "RecsysApp.cs"))
        .Select(f => Path.GetRelativePath(Repository.Root, f)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Programs))]
    public void The_notebook_is_the_program_and_the_program_runs(string program)
    {
        string file = Repository.At(Path.ChangeExtension(program, ".ipynb"));
        var notebook = new NotebookProgram(File.ReadAllLines(Repository.At(program)));
        var outputs = notebook.Outputs(ReadmeTests.Run(notebook.Traced()));
        bool template = program.StartsWith("templates", StringComparison.Ordinal); // made anew for each user: without outputs
        if (Repository.Accept)
            File.WriteAllText(file, notebook.Print(template ? null : outputs));
        string committed = File.Exists(file) ? File.ReadAllText(file) : "{\"cells\":[]}";
        Assert.Multiple(() =>
        {
            Assert.That(outputs.Values.Count(o => o.Count > 0), Is.GreaterThan(2), "cells that show something");
            Assert.That(NotebookProgram.WithoutOutputs(committed), Is.EqualTo(notebook.Print()),
                $"{file} is out of date. If the change is meant: RECSYS_ACCEPT=1 dotnet test -c Release --filter FullyQualifiedName~NotebookTests, then commit the file.");
            if (!template)
                Assert.That(Shapes(JsonNode.Parse(committed)!), Is.EqualTo(Shapes(JsonNode.Parse(notebook.Print(outputs))!)), "the kinds of output of each cell");
        });
    }

    // Numbers may differ in their last digits between machines; what kind of thing each cell shows may not.
    private static List<string> Shapes(JsonNode notebook) => [.. notebook["cells"]!.AsArray().Select(c =>
        string.Join(' ', c!["outputs"]?.AsArray().Select(o => (string)o!["output_type"]!) ?? []))];
}
