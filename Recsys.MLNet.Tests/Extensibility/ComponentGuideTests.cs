using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.Engine;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.ModelBuilder;
using Recsys.MLNet.ModelBuilder.Building;
using Recsys.MLNet.ModelBuilder.Configuration;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Tests.Extensibility;

/// <summary>What docs/adding-*.md promise: components in an assembly of their own, used from recsys.yml, trained, served, explained.</summary>
[TestFixture]
public sealed class ComponentGuideTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recsys-components-").FullName;
    private readonly ComponentRegistry _components = new();
    private string _package = "";

    [OneTimeSetUp]
    public void Train()
    {
        GuideAssembly.Compile(Path.Combine(_folder, "Shop.Components.dll"));
        AtomicFile.Write(Path.Combine(_folder, EventFile.Name), stream =>
        {
            using var writer = new EventWriter(stream);
            foreach (var e in new Simulator(new() { Users = 120, Items = 80, Days = 8 }).Events(RunSettings.Default))
                writer.Write(e.Kind == EventKind.Item && e.Fields.Count > 0 ? e with { Fields = [.. e.Fields, new("shelfDays", FieldValue.Of(e.Item!.Length * 10))] } : e);
        });
        string yml = Path.Combine(_folder, "recsys.yml");
        File.WriteAllText(yml, $"""
            events: {"{ data: " + EventFile.Name + " }"}
            {GuideAssembly.Yaml("adding-a-feature.md")}
            recall:
              models: [ item-knn, latest, {"{ model: encoded-text, name: letters, fields: [title], encoder: { type: letters } }"} ]
              sources: [ item-knn, latest, letters, co-visit, {"{ name: bargains, type: bargains, weight: 3, depth: 20 }"} ]
            {GuideAssembly.Yaml("adding-a-reranker.md")}
            run:
              assemblies: [Shop.Components.dll]
              split: prequential
              metrics: [first-right]
            """);
        var configuration = RecommenderConfiguration.Load(yml, _components);
        configuration = configuration with { Events = configuration.Events with { Data = _folder } };
        var built = RecommenderBuilder.FromConfiguration(configuration, _components).Train(RunSettings.Default);
        Report = built.Report!.ToJson();
        _package = Path.Combine(_folder, "shop.recsys");
        built.Save(_package);
    }

    [OneTimeTearDown]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    private JsonObject Report { get; set; } = [];

    [Test]
    public void Feature_source_reranker_trainer_and_encoder_answer_and_explain()
    {
        var recommender = Recommender();
        string user = "u1";
        var answer = recommender.Recommend(user, 10);
        Assert.That(answer.Items, Has.Count.EqualTo(10));
        Assert.That(answer.Items.SelectMany(i => i.Sources), Does.Contain("bargains").And.Contain("letters").And.Contain("latest"));
        var item = answer.Items.First(i => i.Sources.Contains("bargains"));
        var why = recommender.Explain(new RecommendationRequest { User = user, At = recommender.Now }, item.Item);
        Assert.That(why.Features.Single(f => f.Key == "shelf_days").Value, Is.EqualTo(Math.Min(30, item.Item.Length * 10)));
        Assert.That(why.Sources.Single(s => s.Source == "bargains").Score, Is.GreaterThan(0));
        Assert.That(answer.Items.SelectMany(i => i.Reasons).Select(r => r.Text), Does.Contain("a bargain among what you looked at"));
        Assert.That(recommender.Model.Rerankers.Select(r => r.GetType().Name), Does.Contain("LoyalFirst"));
    }

    [Test]
    public async Task Evaluate_on_the_command_line_follows_a_configuration_with_its_components_and_its_seen_policy()
    {
        string yml = Path.Combine(_folder, "back.yml"), json = Path.Combine(_folder, "back.json");
        File.WriteAllText(yml, $$"""
            events: { data: {{EventFile.Name}} }
            recall:
              models: [ latest, { model: pipeline, sources: [item-knn], rank: false, removeSeen: false } ]
            run: { assemblies: [Shop.Components.dll], metrics: [first-right], split: prequential }
            """);
        using var error = new StringWriter();
        int code = await RecsysCommandLine.RunAsync(["evaluate", "--config", yml, "--models", "configured", "--resamples", "30", "--json", json, "--quiet"], TextWriter.Null, error);
        Assert.That(code, Is.Zero, error.ToString());
        var report = JsonNode.Parse(await File.ReadAllTextAsync(json))!;
        Assert.That((bool)report["protocol"]!["seenRemoved"]!, Is.False);
        var rows = report["models"]!.AsArray().ToDictionary(m => (string)m!["name"]!, m => (double)m!["metrics"]!["first-right"]!["value"]!);
        Assert.That(rows.Keys, Does.Contain("latest").And.Contain("pipeline"), "a trainer of one's own, and the recommender asked live");
        Assert.That(rows["pipeline"], Is.GreaterThan(rows["latest"]));
    }

    [Test]
    public void A_service_answers_with_them()
    {
        foreach (var definition in _components.All.Where(d => !d.IsBuiltIn))
            ComponentRegistry.Shared.Add(definition.Type.Assembly);
        using var engine = new RecsysEngine(new RecsysOptions { Package = _package, LogRankings = false });
        var answer = engine.Recommend(new RecommendationRequest { User = "u2", At = 0, Count = 5 });
        Assert.That(answer.Items, Has.Count.EqualTo(5));
    }

    [Test]
    public void The_metric_is_in_the_report_with_an_interval()
    {
        var first = Report["models"]!.AsArray().First(m => m!["name"]!.GetValue<string>() == "item-knn")!["metrics"]!["first-right"]!;
        Assert.That(first["value"]!.GetValue<double>(), Is.InRange(first["low"]!.GetValue<double>(), first["high"]!.GetValue<double>()));
    }

    [Test]
    public void The_package_names_what_it_needs_and_a_process_without_it_says_so()
    {
        using var package = ModelPackage.Open(_package);
        Assert.That(package.Manifest.Components().Select(c => $"{c.Kind} {c.Name}"), Is.EquivalentTo(new[] { "Feature shelf-life", "Source bargains", "Reranker loyal-first", "Model latest-scores" }));
        Assert.That(() => ServingModel.From(package, new ComponentRegistry()), Throws.TypeOf<ModelFormatException>()
            .With.Message.Contains("feature 'shelf-life' of Shop.Components").And.Message.Contains("reranker 'loyal-first'").And.Message.Contains("--components Shop.Components.dll"));
    }

    [Test]
    public void Every_guides_configuration_is_valid()
    {
        string assembly = Path.Combine(_folder, "Shop.Components.dll");
        foreach (string guide in GuideAssembly.Guides.Select(g => Path.GetFileName(g)).Where(g => g != "adding-a-component.md"))
        {
            string run = guide == "adding-a-metric.md" ? "" : "run:\n";
            string yml = $"{GuideAssembly.Yaml(guide)}{run}  assemblies: ['{assembly}']\n";
            Assert.That(ConfigurationFile.Read(yml, Path.Combine(_folder, "x.yml"), _components).Problems, Is.Empty, guide);
        }
    }

    [Test]
    public void Events_come_from_a_source_of_ones_own()
    {
        var configuration = ConfigurationFile.Read(GuideAssembly.Yaml("adding-an-event-source.md") + "recall: { models: [item-knn] }\n", components: _components).OrThrow();
        Assert.That(new RecommenderRun(configuration, _components).Train(null, RunSettings.Default).Manifest.StateEvents, Is.EqualTo(500));
    }

    [Test]
    public void Options_of_ones_own_are_bound_and_checked_as_built_in_ones_are()
    {
        var problems = ConfigurationFile.Read("""
            features:
              declared:
                - { type: shelf-life, longst: 30 }
                - { type: shelf-life, name: b, longest: soon }
                - { type: shelf-life, name: c, longest: -1 }
            """, components: _components).Problems;
        Assert.That(problems.Select(p => p.ToString()), Is.EqualTo(new[]
        {
            "line 3: features.declared[0].longst is not known; did you mean 'longest'?",
            "line 4: features.declared[1].longest is 'soon'; expected a number.",
            "line 5: features.declared[2].longest is -1; must be above 0: a number of days",
        }));
    }

    [Test]
    public void What_cannot_be_a_component_is_refused_with_the_reason()
    {
        var registry = new ComponentRegistry();
        Assert.That(() => registry.Register<string>("x"), Throws.ArgumentException.With.Message.Contains("is no component"));
        Assert.That(() => registry.Load("nowhere.dll"), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("bin folder"));
        string text = Path.Combine(_folder, "text.dll");
        File.WriteAllText(text, "no assembly");
        Assert.That(() => registry.Load(text), Throws.ArgumentException.With.Message.Contains("is no .NET assembly"));
        Assert.That(ConfigurationFile.Read($"run: {{ assemblies: [nowhere.dll] }}").Problems.Single().ToString(), Does.StartWith("line 1: run.assemblies There is no assembly"));
    }

    private Recommender Recommender()
    {
        using var package = ModelPackage.Open(_package);
        var model = ServingModel.From(package, _components);
        using var state = package.OpenSection(PackageSections.State);
        return new(model, WorldState.Load(state, model.State, model.Schema, live: true, sequence: package.Manifest.StateEvents));
    }
}
