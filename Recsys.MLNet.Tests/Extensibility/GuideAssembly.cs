using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Recsys.MLNet.Tests.House;

namespace Recsys.MLNet.Tests.Extensibility;

/// <summary>The code of docs/adding-*.md as an assembly of its own, and their configurations.</summary>
internal static partial class GuideAssembly
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading;";

    public static string[] Guides { get; } = [.. Directory.GetFiles(Repository.At("docs"), "adding-*.md").Order(StringComparer.Ordinal)];

    /// <summary>Compiles the C# blocks of all guides, one file each, warnings as errors.</summary>
    public static void Compile(string path)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error)
            .WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)]);
        var sources = Guides.SelectMany(g => Blocks("csharp", g)).Prepend(Usings).Select(s => CSharpSyntaxTree.ParseText(s));
        var result = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(path), sources, references, options).Emit(path);
        Assert.That(result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()), Is.Empty);
    }

    /// <summary>The YAML block of a guide.</summary>
    public static string Yaml(string guide) => Blocks("yaml", Repository.At("docs", guide)).Single();

    private static IEnumerable<string> Blocks(string language, string file) => Fences().Matches(File.ReadAllText(file)).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value);

    [GeneratedRegex("```(csharp|yaml)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fences();
}
