using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Cli.New;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Tests.House;

namespace Recsys.MLNet.Tests.Packages;

/// <summary>What <c>recsys new</c> and <c>dotnet new</c> make builds against packed packages, runs, and passes its own tests.</summary>
[TestFixture]
public sealed class GeneratedProjectTests
{
    private static readonly string[] Kinds = ["feature", "source", "reranker"];
    private LocalFeed _feed = null!;

    [OneTimeSetUp]
    public async Task Generate_and_build_everything()
    {
        _feed = LocalFeed.Make();
        string package = Path.Combine(_feed.Work, "shop.recsys");
        var events = new Simulator(new SimulationOptions { Users = 60, Items = 40, Days = 4 }).Run(RunSettings.Default).Select(e => e.Event);
        new RecommenderTrainer(new TrainingOptions { Models = ["item-knn"] }).Train(events, RunSettings.Default).Save(package);
        await New("webapi", "--out", In("Shop.Api"), "--package", package);
        await New("console", "--out", In("Trial"));
        await New("notebook", "--out", In("Explore"));
        foreach (string kind in Kinds)
            await New("component", "--kind", kind, "--out", In("My" + kind));
        _feed.BuildAll();
    }

    [OneTimeTearDown]
    public void Delete() => _feed?.Dispose();

    [Test]
    public async Task The_service_answers_every_request_of_its_own_samples()
    {
        using var process = Dotnet.Start("dotnet", In("Shop.Api"), "exec", In("Shop.Api", "bin", "Release", "net10.0", "Shop.Api.dll"), "--urls", "http://127.0.0.1:0");
        try
        {
            string? address = null;
            while (address is null && await process.StandardOutput.ReadLineAsync() is { } line)
                address = Regex.Match(line, @"http://127\.0\.0\.1:\d+") is { Success: true } found ? found.Value : null;
            Assert.That(address, Is.Not.Null, "the service did not start");
            _ = process.StandardOutput.ReadToEndAsync();
            using var client = new HttpClient();
            var answers = new List<string>();
            foreach (var (method, url, body) in Requests(File.ReadAllText(In("Shop.Api", "requests.http")), address!))
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), url) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
                using var answer = await client.SendAsync(request);
                answers.Add(await answer.Content.ReadAsStringAsync());
                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), $"{method} {url}: {answers[^1]}");
            }
            Assert.That(answers, Has.Count.EqualTo(7));
            Assert.That(answers[3], Is.Not.EqualTo(answers[1]), "the list after the click is another");
        }
        finally
        {
            process.Kill();
        }
    }

    [Test]
    public void The_program_trains_compares_and_changes_a_list_with_a_click()
    {
        string output = Dotnet.Succeeds(In("Trial"), "exec", In("Trial", "bin", "Release", "net10.0", "Trial.dll"));
        Assert.That(output, Does.Contain("popularity").And.Contain("before:").And.Contain("after a click on"));
        Assert.That(File.Exists(In("Trial", "model.recsys")), Is.True);
    }

    [Test]
    public void The_notebook_is_the_program_which_builds_from_packages()
    {
        Assert.That(File.ReadAllText(In("Explore", "Explore.ipynb")), Does.Contain("Explore").And.Contain($"Recsys.MLNet.ModelBuilder, {_feed.Version}"));
        Dotnet.Succeeds(In("Explore"), "build", "Explore.cs", "-v:q", "-nologo");
    }

    [Test]
    public void The_tests_of_components_pass()
    {
        string output = Dotnet.Succeeds(_feed.Work, ["vstest", .. Kinds.Select(kind => In("My" + kind, $"My{kind}.Tests", "bin", "Release", "net10.0", $"My{kind}.Tests.dll"))]);
        Assert.That(Regex.Matches(output, @"Failed: +0, Passed: +(\d+), Skipped: +0").Sum(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)), Is.EqualTo(9), output);
    }

    [Test]
    public async Task Components_of_other_projects_are_trained_with_served_over_http_and_explained_by_configuration()
    {
        string[] assemblies = [.. Kinds.Select(kind => In("My" + kind, "My" + kind, "bin", "Release", "net10.0", $"My{kind}.dll"))];
        File.WriteAllText(In("recsys.yml"), $$"""
            features:
              declared: [ { name: stock_left, type: stock-left, field: price } ]
            recall:
              models: [ item-knn ]
              sources: [ item-knn, popular, { name: same-maker, type: same-maker, weight: 0.5, field: brand } ]
            rerank:
              rerankers: [ { type: at-most-in-a-row, field: brand, count: 1 } ]
            run:
              assemblies: [ {{string.Join(", ", assemblies.Select(a => Path.GetRelativePath(_feed.Work, a).Replace('\\', '/')))}} ]
            """);
        Recsys("simulate", "--out", In("log"), "--users", "60", "--items", "40", "--days", "4");
        Recsys("train", "--config", In("recsys.yml"), "--data", In("log"), "--out", In("own.recsys"));
        string[] with = [.. assemblies.SelectMany(a => new[] { "--components", a })];
        var list = JsonNode.Parse(Recsys(["recommend", "--package", In("own.recsys"), "--user", "u1", "-k", "5", .. with]))!["items"]!.AsArray();
        string explained = Recsys(["explain", "--package", In("own.recsys"), "--user", "u1", "--item", (string)list[0]!["item"]!, .. with]);
        var (code, refused) = Run("recommend", "--package", In("own.recsys"), "--user", "u1");
        Assert.Multiple(() =>
        {
            Assert.That(list, Has.Count.EqualTo(5));
            Assert.That(explained, Does.Contain("stock_left").And.Contain("same-maker"));
            Assert.That(code, Is.Not.Zero);
            Assert.That(refused, Does.Contain("'stock-left' of Myfeature").And.Contain("--components"));
        });

        // The same over HTTP: the configuration names the assemblies, the package the components.
        using var service = Dotnet.Start("dotnet", _feed.Work, "exec", Program, "serve", "--package", In("own.recsys"), "--components", In("recsys.yml"), "--urls", "http://127.0.0.1:0");
        try
        {
            string? address = null;
            while (address is null && await service.StandardError.ReadLineAsync() is { } line)
                address = Regex.Match(line, @"http://127\.0\.0\.1:\d+") is { Success: true } found ? found.Value : null;
            Assert.That(address, Is.Not.Null, "the service did not start");
            _ = service.StandardError.ReadToEndAsync();
            using var client = new HttpClient { BaseAddress = new Uri(address!) };
            using var click = new StringContent($$"""{"event":"interaction","id":"c1","timestamp":"2025-01-06T10:00:00Z","user":"u1","type":"click","item":"{{list[0]!["item"]}}"}""", Encoding.UTF8, "application/json");
            using var taken = await client.PostAsync(new Uri("/feedback", UriKind.Relative), click);
            Assert.That(taken.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            using var body = new StringContent("""{"id":"own-1","user":"u1","count":30}""", Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri("/recommend/default?explain=true", UriKind.Relative), body);
            string text = await answer.Content.ReadAsStringAsync();
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
            var served = JsonNode.Parse(text)!["items"]!.AsArray();
            string because = await client.GetStringAsync(new Uri("/explain?ranking=own-1", UriKind.Relative));
            Assert.Multiple(() =>
            {
                Assert.That(served, Has.Count.GreaterThan(5));
                Assert.That(text, Does.Contain("stock_left"), "the feature was computed");
                Assert.That(served.SelectMany(i => i!["sources"]!.AsArray()).Select(s => (string?)s), Does.Contain("same-maker"), "the source knows the click");
                Assert.That(because, Does.StartWith("{\"id\":\"own-1\",\"same\":true"), "the logged list is made again");
            });
        }
        finally
        {
            service.Kill();
        }

        (int Code, string Output) Run(params string[] arguments) => Dotnet.Run(_feed.Work, ["exec", Program, .. arguments, "--quiet"]);

        string Recsys(params string[] arguments)
        {
            var (exit, output) = Run(arguments);
            Assert.That(exit, Is.Zero, $"recsys {string.Join(' ', arguments)}\n{output}");
            return output;
        }
    }

    [Test]
    public void The_tool_installs_from_its_package_and_says_which_it_is()
    {
        Dotnet.Succeeds(_feed.Work, "tool", "install", "Recsys.MLNet.Cli", "--version", _feed.Version, "--tool-path", In("tools"), "--configfile", In("only-local.config"));
        var (code, output) = Dotnet.Program(In("tools", OperatingSystem.IsWindows() ? "recsys.exe" : "recsys"), _feed.Work, "--version");
        Assert.That((code, output), Is.EqualTo((0, RecsysCommandLine.VersionText() + Environment.NewLine)));
    }

    [Test]
    public void The_templates_of_dotnet_new_make_the_same_files()
    {
        string hive = In("hive");
        Dotnet.Succeeds(_feed.Work, "new", "install", Path.Combine(_feed.Feed, $"Recsys.MLNet.Templates.{_feed.Version}.nupkg"), "--debug:custom-hive", hive);
        foreach (var (template, made, name) in new[] { ("recsys-webapi", "Shop.Api", "Shop.Api"), ("recsys-reranker", "Myreranker", "Myreranker") })
        {
            string folder = In("dotnet-new", template);
            Dotnet.Succeeds(_feed.Work, "new", template, "--name", name, "--output", folder, "--no-update-check", "--debug:custom-hive", hive);
            foreach (string file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
                Assert.That(File.ReadAllText(file), Is.EqualTo(File.ReadAllText(In(made, Path.GetRelativePath(folder, file)))), file);
            Assert.That(Directory.GetFiles(folder, "*", SearchOption.AllDirectories), Has.Length.EqualTo(ProjectTemplate.Open(template["recsys-".Length..]).Files("X", new Dictionary<string, string> { ["packageVersion"] = "1" }).Count()));
        }
        Directory.Delete(In("dotnet-new"), recursive: true);
    }

    [Test]
    public void Packages_have_a_readme_an_icon_a_licence_and_symbols()
    {
        foreach (string id in new[] { "Recsys.MLNet", "Recsys.MLNet.Core", "Recsys.MLNet.Trainers", "Recsys.MLNet.ModelBuilder", "Recsys.MLNet.AspNetCore", "Recsys.MLNet.Cli", "Recsys.MLNet.Templates" })
        {
            using var package = ZipFile.OpenRead(Path.Combine(_feed.Feed, $"{id}.{_feed.Version}.nupkg"));
            using var text = package.Entries.Single(e => e.FullName == id + ".nuspec").Open();
            var metadata = XDocument.Load(text).Root!.Elements().First();
            string? Of(string element) => metadata.Elements().FirstOrDefault(e => e.Name.LocalName == element)?.Value;
            Assert.Multiple(() =>
            {
                Assert.That((Of("readme"), Of("icon"), Of("license")), Is.EqualTo(("README.md", "icon.png", "MIT")), id);
                Assert.That(package.Entries.Select(e => e.FullName), Has.Member("README.md").And.Member("icon.png"), id);
                Assert.That(Of("description"), Has.Length.GreaterThan(20), id);
                Assert.That(File.Exists(Path.Combine(_feed.Feed, $"{id}.{_feed.Version}.snupkg")), Is.EqualTo(id != "Recsys.MLNet.Templates"), id);
            });
        }
    }

    [Test]
    public void Packing_the_stand_in_is_refused_in_one_sentence()
    {
        var (code, output) = Dotnet.Run(Repository.Root, "pack", "Recsys.MLNet.Core", "-c", LocalFeed.Configuration, "--no-build", "-v:q", "-nologo");
        Assert.That(code, Is.Not.Zero);
        Assert.That(output, Does.Contain("Packages are built on the genuine ML.NET: dotnet pack -p:MLNetPackages=true, or -p:LocalFeed=true"));
        Assert.That(Regex.Matches(output, "error").Count, Is.InRange(1, 3), output);
    }

    [Test]
    public async Task A_folder_that_is_not_empty_and_a_name_that_is_none_are_refused()
    {
        Assert.That(await Fails("new", "console", "--out", In("Trial")), Does.Contain("is not empty").And.Contain("--force"));
        Assert.That(await Fails("new", "console", "--out", In("other"), "--name", "a b"), Does.Contain("--name").And.Contain("identifier"));
        Assert.That(await Fails("new", "component", "--out", In("other"), "--kind", "metric"), Does.Contain("feature, source, reranker"));
        Assert.That(await Fails("new", "webapi", "--out", In("other"), "--package", In("none.recsys")), Does.Contain("none.recsys"));
        Assert.That(Directory.Exists(In("other")), Is.False);
    }

    private static string Program => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Recsys.MLNet.Cli", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "recsys.dll"));

    private string In(params string[] parts) => Path.Combine([_feed.Work, .. parts]);

    private async Task New(params string[] arguments)
    {
        using var error = new StringWriter();
        int code = await RecsysCommandLine.RunAsync(["new", .. arguments, "--package-version", _feed.Version, "--quiet"], TextWriter.Null, error);
        Assert.That(code, Is.Zero, error.ToString());
    }

    private static async Task<string> Fails(params string[] arguments)
    {
        using var error = new StringWriter();
        Assert.That(await RecsysCommandLine.RunAsync(arguments, TextWriter.Null, error), Is.EqualTo(ExitCode.BadInput), error.ToString());
        return error.ToString();
    }

    /// <summary>The requests of an .http file: blocks divided by ###, a line with the verb, headers, a blank line, the body.</summary>
    private static IEnumerable<(string Method, string Url, string? Body)> Requests(string file, string host)
    {
        foreach (string block in file.Split("###").Skip(1))
        {
            string[] lines = block.Split('\n');
            string[] first = lines[1].Split(' ', 2);
            int blank = Array.FindIndex(lines, 1, l => l.Trim().Length == 0);
            string body = blank < 0 ? "" : string.Join('\n', lines[blank..]).Trim();
            yield return (first[0], first[1].Trim().Replace("{{host}}", host, StringComparison.Ordinal), body.Length == 0 ? null : body);
        }
    }
}
