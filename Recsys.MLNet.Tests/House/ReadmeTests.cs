using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Simulation;

namespace Recsys.MLNet.Tests.House;

/// <summary>The README's C# blocks are programs: they compile with warnings as errors and run on a simulated log.</summary>
[TestFixture, NonParallelizable]
public sealed partial class ReadmeTests
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;";

    [TestCaseSource(nameof(Programs))]
    public void A_code_block_compiles_and_runs(string program) => Assert.That(Run(program), Is.Not.Empty, "the program printed nothing");

    /// <summary>Compiles a program and runs it in a folder with a simulated log; what it printed.</summary>
    internal static string Run(string program)
    {
        string folder = Directory.CreateTempSubdirectory("recsys-readme-").FullName;
        string before = Environment.CurrentDirectory;
        var output = new StringWriter();
        var console = Console.Out;
        try
        {
            var simulator = new Simulator(new SimulationOptions { Users = 120, Items = 80, Days = 6 });
            AtomicFile.Write(Path.Combine(folder, "events.jsonl"), stream =>
            {
                using var writer = new EventWriter(stream);
                foreach (var (e, _) in simulator.Run(RunSettings.Default))
                    writer.Write(e);
            });
            var main = Compile(program);
            Environment.CurrentDirectory = folder;
            Console.SetOut(output);
            main.Invoke(null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = before;
            Directory.Delete(folder, recursive: true);
        }
        return output.ToString();
    }

    [Test]
    public void The_readme_stays_short() => Assert.That(File.ReadLines(Repository.At("README.md")).Count(), Is.LessThan(200));

    [Test]
    public void Links_of_the_readme_lead_somewhere()
    {
        foreach (Match link in Links().Matches(File.ReadAllText(Repository.At("README.md"))))
            Assert.That(Path.Exists(Repository.At(link.Groups[1].Value)), Is.True, link.Value);
    }

    private static MethodInfo Compile(string program)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));
        var options = new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error)
            // Assembly versions of packages may differ from what they were compiled against; the build says no more of it either.
            .WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)]);
        var compilation = CSharpCompilation.Create($"readme-{Guid.NewGuid():N}", [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(program)], references, options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.That(result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()), Is.Empty);
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image).EntryPoint!;
    }

    private static IEnumerable<TestCaseData> Programs()
    {
        int n = 0;
        foreach (Match block in Blocks().Matches(File.ReadAllText(Repository.At("README.md"))))
            yield return new TestCaseData(block.Groups[1].Value).SetArgDisplayNames($"block {++n}");
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Links();
}
