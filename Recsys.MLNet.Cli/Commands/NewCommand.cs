using System.CommandLine;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Cli.New;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys new webapi|console|notebook|component --out DIR</c>: projects that build, as <c>dotnet new recsys-…</c> makes them.</summary>
public static partial class NewCommand
{
    private const string PackageFile = "model.recsys";
    private static readonly string[] Kinds = ["feature", "source", "reranker"];

    /// <summary>The command.</summary>
    public static Command Create() => new Command("new", "Make a project that builds: a service, a console program, a notebook, or a component of your own.").With(
        Project("webapi", "A web service around a package: engine, PredictionEnginePool, sample requests, Dockerfile.", "dotnet run", withPackage: true),
        Project("console", "A program that trains, compares models and shows a list before and after a click.", "dotnet run"),
        Project("notebook", "A notebook, and the program that it is printed from.", "dotnet run *.cs"),
        Component());

    private static Command Project(string template, string description, string then, bool withPackage = false)
    {
        var (output, name, version, force) = Common();
        var package = new Option<string?>("--package") { Description = "A package that is copied into the project.", HelpName = "FILE" };
        var command = new Command(template, description).With(output, name, version, force);
        if (withPackage)
            command.With(package);
        return command.OnRun(run =>
        {
            string? model = withPackage ? run.Get(package) : null;
            if (model is not null)
                ModelPackage.Open(model).Dispose(); // says now what is wrong with it
            string folder = Write(run, template, run.Get(output)!, run.Get(name), run.Get(version), run.Get(force));
            if (model is not null)
                File.Copy(model, Path.Combine(folder, PackageFile), overwrite: true);
            run.Say(withPackage && model is null ? $"put a package beside it as {PackageFile}, then: cd {folder} && {then}" : $"cd {folder} && {then}");
            return ExitCode.Ok;
        });
    }

    private static Command Component()
    {
        var (output, name, version, force) = Common();
        var kind = new Option<string>("--kind") { Description = "What it is.", DefaultValueFactory = _ => Kinds[0], HelpName = string.Join('|', Kinds) };
        return new Command("component", "A feature, candidate source or re-ranker of your own: one class, its options, its test.").With(kind, output, name, version, force).OnRun(run =>
        {
            string chosen = run.Get(kind)!;
            if (!Kinds.Contains(chosen))
                throw new ArgumentException($"--kind is '{chosen}'; expected {string.Join(", ", Kinds)}.");
            string folder = Write(run, chosen, run.Get(output)!, run.Get(name), run.Get(version), run.Get(force));
            run.Say($"cd {folder} && dotnet test; README.md says how recsys.yml uses it");
            return ExitCode.Ok;
        });
    }

    private static (Option<string> Output, Option<string?> Name, Option<string?> Version, Option<bool> Force) Common() => (
        new("--out") { Description = "Folder of the project; made, and must be empty.", Required = true, HelpName = "DIR" },
        new("--name") { Description = "Name of the project and its namespace. Default the folder's.", HelpName = "NAME" },
        new("--package-version") { Description = "Version of the Recsys.MLNet packages it asks for. Default this tool's.", HelpName = "VERSION" },
        new("--force") { Description = "Write into a folder that is not empty; files of the same name are replaced." });

    private static string Write(CliRun run, string template, string output, string? name, string? version, bool force)
    {
        string folder = Path.GetFullPath(output);
        if (!force && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new ArgumentException($"The folder {output} is not empty; name another one, or add --force to write into it.");
        name = name is null ? Identifier(Path.GetFileName(folder)) : Valid().IsMatch(name) ? name
            : throw new ArgumentException($"--name is '{name}'; expected an identifier such as Shop or Shop.Recommendations.");
        var values = new Dictionary<string, string> { ["packageVersion"] = version ?? OwnVersion() };
        var files = new JsonArray();
        foreach (var (path, text) in ProjectTemplate.Open(template).Files(name, values))
        {
            string file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            files.Add(path);
        }
        run.Say($"{name}: {files.Count} files in {output}");
        run.Report(new JsonObject { ["format"] = 1, ["task"] = "new", ["template"] = template, ["name"] = name, ["out"] = folder, ["files"] = files });
        return output;
    }

    /// <summary>A name that C# accepts, made of a folder's.</summary>
    internal static string Identifier(string folder)
    {
        string name = NotIdentifier().Replace(folder, "_").Trim('.');
        return name.Length == 0 ? "RecsysApp" : char.IsDigit(name[0]) ? "_" + name : name;
    }

    private static string OwnVersion() => typeof(NewCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$")]
    private static partial Regex Valid();

    [GeneratedRegex(@"[^\p{L}\p{N}_.]")]
    private static partial Regex NotIdentifier();
}
