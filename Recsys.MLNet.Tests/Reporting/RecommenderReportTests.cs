using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Recsys.MLNet.Data;
using Recsys.MLNet.Data.Audit;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.ModelBuilder.Reporting;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Tests.Reporting;

[TestFixture]
public sealed class RecommenderReportTests
{
    private const string Hostile = "</td></table><script>alert('x')</script>&amp;\"' \u202Egnp.exe\u0001\uD800";
    private static readonly RunSettings Run = RunSettings.Default;
    private TempFolder _folder = null!;
    private JsonObject _evaluation = null!;
    private string _html = null!;
    private XDocument _page = null!;

    [OneTimeSetUp]
    public void Write_one_page_of_a_small_shop_whose_titles_are_hostile()
    {
        _folder = new TempFolder();
        var pipeline = new ModelUse("pipeline")
        {
            Options = new PipelineOptions { Depth = 20, Windows = 1, Ranker = new LambdaRankOptions { Trees = 10, Leaves = 6, MinDataInLeaf = 20, EvalAt = [10] } },
        };
        var events = new Simulator(new() { Users = 150, Items = 60, Days = 8 }).Run(Run).Select(e => Disfigured(e.Event)).ToList();
        new RecommenderTrainer(new() { Models = [pipeline, "item-knn"] }).Train(events, Run).Save(_folder["shop.recsys"]);
        var log = InteractionLogBuilder.From(events);
        var evaluator = new Evaluator(log, SplitPlan.Parse("prequential").Apply(log, Run), new() { Resamples = 50 }, Run);
        foreach (var model in KnownModels.Select("popularity,item-knn,fusion", log))
            evaluator.Add(model.Create(log));
        evaluator.Add(new PipelineTrainer((PipelineOptions)pipeline.Options!));
        _evaluation = evaluator.Report().ToJson();
        _folder.Write("evaluation.json", _evaluation.ToJsonString());
        long line = 0;
        var audit = LogAudit.Of(events.Select(e => new EventLine(++line, e, null)), 2_000_000_000_000);
        _html = RecommenderReport.Of(_folder["shop.recsys"], new() { Users = 60, Title = "A & B <shop>" }, Run, audit, "shop", _folder["evaluation.json"]).ToHtml();
        _page = XDocument.Parse(_html);
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    private static Event Disfigured(Event e) => e.Kind != EventKind.Item ? e
        : e with { Fields = [.. e.Fields.Select(f => f.Name == "title" ? new Field("title", FieldValue.Of(f.Value.Text + Hostile)) : f)] };

    private IEnumerable<XElement> All(string name) => _page.Descendants(name);

    [Test]
    public void The_page_is_well_formed_and_says_what_it_is()
    {
        Assert.That(_html, Does.StartWith("<!DOCTYPE html>\n<html lang=\"en\">"));
        Assert.That(All("title").First().Value, Is.EqualTo("A & B <shop>"));
        Assert.That(All("section").Select(s => (string?)s.Attribute("id")),
            Is.EqualTo(new[] { "summary", "quality", "slices", "stages", "ranker", "examples", "latency", "lists", "data", "card" }));
        var ids = _page.Descendants().Attributes("id").Select(a => a.Value).ToList();
        Assert.That(ids, Is.Unique);
        foreach (string used in _page.Descendants().Attributes("aria-labelledby").SelectMany(a => a.Value.Split(' ')))
            Assert.That(ids, Does.Contain(used));
    }

    [Test]
    public void Nothing_is_fetched_and_nothing_runs()
    {
        Assert.That(_html, Does.Not.Match("https?://|url\\(|@import|javascript:"));
        Assert.That(_page.Descendants().Select(e => e.Name.LocalName), Has.None.AnyOf("script", "link", "img", "iframe", "object", "a", "form", "base"));
        string[] attributes = [.. _page.Descendants().Attributes().Select(a => a.Name.LocalName).Distinct()];
        Assert.That(attributes, Has.None.StartsWith("on"));
        Assert.That(attributes, Has.None.AnyOf("href", "src", "style"));
    }

    [Test]
    public void Every_chart_says_in_words_what_it_shows()
    {
        Assert.That(All("svg").Count(), Is.GreaterThan(10));
        foreach (var chart in All("svg"))
        {
            Assert.That(chart.Element("title")?.Value, Is.Not.Null.And.Not.Empty);
            Assert.That(chart.Element("desc")?.Value, Has.Length.GreaterThan(10));
            Assert.That((string?)chart.Attribute("role"), Is.EqualTo("img"));
            foreach (var number in chart.Descendants().Attributes().Where(a => a.Name.LocalName is "x" or "y" or "x1" or "x2" or "cx" or "cy" or "width" or "points"))
                Assert.That(number.Value, Does.Not.Match("NaN|∞"));
        }
        foreach (var table in All("table"))
        {
            Assert.That(table.Element("caption")?.Value, Is.Not.Null.And.Not.Empty);
            Assert.That(table.Descendants("th").Select(h => (string?)h.Attribute("scope")), Has.Some.EqualTo("col"));
        }
    }

    [Test]
    public void Numbers_are_those_of_the_evaluation()
    {
        int compared = 0;
        foreach (var cell in All("td").Where(c => c.Attribute("data-metric") is not null && c.Elements("data").Any()))
        {
            var row = _evaluation["models"]!.AsArray().First(m => (string?)m!["name"] == (string?)cell.Attribute("data-model"))!;
            string slice = (string)cell.Attribute("data-slice")!, metric = (string)cell.Attribute("data-metric")!;
            var expected = (slice.Length > 0 ? row["slices"]![slice] : row["metrics"])![metric]!;
            var shown = cell.Elements("data").Select(d => double.Parse((string)d.Attribute("value")!, CultureInfo.InvariantCulture)).ToList();
            Assert.That(shown[0], Is.EqualTo((double)expected["value"]!), $"{row["name"]} {metric} {slice}");
            if (shown.Count == 3)
                Assert.That(shown.Skip(1), Is.EqualTo(new[] { (double)expected["low"]!, (double)expected["high"]! }));
            foreach (var (data, value) in cell.Elements("data").Zip(shown))
                Assert.That(double.Parse("0" + data.Value, CultureInfo.InvariantCulture), Is.EqualTo(value).Within(Math.Abs(value) < 10 ? .00006 : .006));
            compared++;
        }
        Assert.That(compared, Is.GreaterThan(25));
        Assert.That(All("section").First(s => (string?)s.Attribute("id") == "stages").Value, Does.Contain("named by no source"));
    }

    [Test]
    public void A_hostile_title_is_text_like_any_other()
    {
        var titles = All("bdi").Where(b => b.Value.Contains("alert('x')", StringComparison.Ordinal)).ToList();
        Assert.That(titles, Is.Not.Empty);
        Assert.That(titles[0].Value, Does.Contain("</td></table><script>").And.Contain("&amp;").And.Contain("\uFFFDgnp.exe"));
        Assert.That(_html, Does.Not.Match("[\u202E\u0001]"));
    }

    [Test]
    public void Examples_have_reasons_and_a_stranger_gets_a_list_too()
    {
        var examples = All("div").Where(d => (string?)d.Attribute("class") == "example").ToList();
        Assert.That(examples, Has.Count.EqualTo(4));
        Assert.That(examples[^1].Value, Does.Contain("never there before"));
        Assert.That(examples.Select(e => e.Descendants("tr").Count()), Is.All.EqualTo(11));
        Assert.That(examples[^2].Value, Does.Contain("because you"));
    }

    [Test]
    public void The_card_names_cutoffs_sections_and_options()
    {
        string card = All("section").First(s => (string?)s.Attribute("id") == "card").Value;
        Assert.That(card, Does.Contain("models/pipeline").And.Contain("serving.relevance").And.Contain("Intended use").And.Contain("Training cutoffs"));
    }

    [Test]
    public void Without_evaluation_and_data_nothing_is_claimed()
    {
        string html = RecommenderReport.Of(_folder["shop.recsys"], new() { Users = 5, Examples = 1 }, Run).ToHtml();
        Assert.That(XDocument.Parse(html).Root!.Value, Does.Contain("nothing is claimed about quality").And.Contain("Its quality was not evaluated here").And.Contain("No data was given"));
    }

    [TestCase("{}")]
    [TestCase("[1]")]
    [TestCase("{\"format\":1,\"protocol\":{},\"models\":[{\"name\":3}]}")]
    [TestCase("not json")]
    public void A_file_that_is_no_evaluation_is_refused_with_its_name(string text)
    {
        string path = _folder.Write("wrong.json", text);
        Assert.That(() => RecommenderReport.Of(_folder["shop.recsys"], new() { Users = 1, Examples = 0 }, Run, evaluation: path), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("wrong.json").And.Message.Contains("recsys evaluate --json"));
    }
}
