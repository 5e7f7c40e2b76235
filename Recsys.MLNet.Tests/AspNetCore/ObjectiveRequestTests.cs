using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.AspNetCore;

/// <summary>Weights of several aims, from the body of a request to the order of its list.</summary>
[TestFixture]
public sealed class ObjectiveRequestTests
{
    private TempFolder _folder = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _folder = new();
        var options = new ServingOptions { Sources = [new("popular", 1, 10)], Relevance = 1 };
        var world = new WorldState(new StateOptions());
        foreach (var (id, price) in (ReadOnlySpan<(string, double)>)[("cheap", 2), ("dear", 200)])
        {
            world.Apply(Shop.Item(id, "A", price));
            world.Apply(Shop.Do("v", id));
        }
        // Clicked is what is dear, bought what is cheap: p = sigmoid(±1).
        var schema = options.Features.Schema(["popular"]);
        var aims = new MultiObjectiveModel(["click", "purchase"], [Stump(schema.Names, 1), Stump(schema.Names, -1)], [new PlattCalibrator(-1, 0), new PlattCalibrator(-1, 0)]);
        void Package(string name, ISavedModel ranker, PlattCalibrator? curve)
        {
            var writer = new PackageWriter();
            writer.Add(PackageSections.State, into => world.Save(into));
            writer.Add(PackageSections.Ranker, ranker);
            if (curve is not null)
                writer.Add(PackageSections.Calibrator, curve);
            writer.Save(_folder[$"{name}.recsys"], new PackageManifest
            {
                StateEvents = world.Sequence,
                SchemaHash = schema.Hash,
                Features = schema.Names,
                Options = new JsonObject { ["serving"] = PackageWriter.Options(options), ["state"] = PackageWriter.Options(world.Options) },
            });
        }
        Package("aims", aims, null);
        Package("one", Stump(schema.Names, 1), new PlattCalibrator(-1, 0));
        Package("bare", Stump(schema.Names, 1), null);
        _app = await TestService.Start(engine =>
        {
            foreach (string name in (string[])["aims", "one", "bare"])
                engine.Packages[name] = _folder[$"{name}.recsys"];
        });
        _client = _app.GetTestClient();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    // Above log(20) one leaf, below it the other.
    private static TreeEnsemble Stump(IReadOnlyList<string> names, double whenDear) => new(
        [new RegressionTree
        {
            LeafCount = 2, SplitFeature = [names.ToList().IndexOf("item_price")], SplitGain = [1], Threshold = [Math.Log(20)], DecisionType = [0], Left = [~0], Right = [~1], LeafValue = [-whenDear, whenDear],
            LeafWeight = [1, 1], LeafRows = [1, 1], NodeValue = [0], NodeWeight = [2], NodeRows = [2],
        }], names, "binary");

    private async Task<(HttpStatusCode Status, JsonNode Body)> Post(string path, string body)
    {
        using var answer = await _client.PostAsync(path, new StringContent(body, Encoding.UTF8));
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    // log sigmoid(1) = -0.3133, log sigmoid(-1) = -1.3133
    [TestCase("""{"click":1}""", "dear", -0.3133)]
    [TestCase("""{"purchase":1}""", "cheap", -0.3133)]
    [TestCase("""{"click":2,"purchase":0.5}""", "dear", -2 * 0.3133 - 0.5 * 1.3133)]
    [TestCase("""{"click":1,"purchase":3}""", "cheap", -1.3133 - 3 * 0.3133)]
    public async Task Lists_are_in_order_of_the_weighted_sum_of_log_probabilities(string weights, string first, double score)
    {
        foreach (var (path, more) in ((string, string)[])[("/recommend/aims", ""), ("/rank/aims", ""","user":"u","items":[{"id":"cheap"},{"id":"dear"}]""")])
        {
            var (status, body) = await Post(path, $$"""{"objectives":{{weights}}{{more}}}""");
            Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body.ToJsonString());
            Assert.That(body["items"]![0]!["item"]!.GetValue<string>(), Is.EqualTo(first));
            Assert.That(body["items"]![0]!["score"]!.GetValue<double>(), Is.EqualTo(score).Within(2e-4));
        }
    }

    [TestCase("""{"love":1}""", "objectives are click, purchase")]
    [TestCase("""{"click":-1}""", "not negative")]
    [TestCase("""{"click":1e999}""", "finite")]
    [TestCase("""{"click":0}""", "above 0")]
    [TestCase("""{"click":"NaN"}""", "expected a number")]
    [TestCase("""{"click":null}""", "expected a number")]
    [TestCase("""{"click":NaN}""", "valid")]
    [TestCase("[1,2]", "not an object")]
    public async Task Weights_that_mean_nothing_are_refused_and_say_why(string weights, string why)
    {
        foreach (string body in (string[])[$$"""{"objectives":{{weights}}}""", $$"""{"user":"u","items":[{"id":"cheap"}],"objectives":{{weights}}}"""])
        {
            var (status, problem) = await Post(body.Contains("items", StringComparison.Ordinal) ? "/rank/aims" : "/recommend/aims", body);
            Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(problem["detail"]!.GetValue<string>(), Does.Contain(why));
        }
    }

    [Test]
    public async Task A_logged_list_is_made_again_with_the_weights_it_was_made_with_and_models_say_what_they_aim_at()
    {
        var (_, list) = await Post("/recommend/aims", """{"user":"u","objectives":{"purchase":1}}""");
        var explained = JsonNode.Parse(await _client.GetStringAsync("/explain?ranking=" + list["id"]))!;
        Assert.That(explained["same"]!.GetValue<bool>(), Is.True);
        var models = JsonNode.Parse(await _client.GetStringAsync("/models"))!.AsArray();
        Assert.That(models.Single(m => m!["name"]!.GetValue<string>() == "aims")!["objectives"]!.AsArray().Select(o => o!.GetValue<string>()), Is.EqualTo((string[])["click", "purchase"]));
    }

    // The stump gives ±1 and the curve is the sigmoid: .7311 and .2689.
    [Test]
    public async Task Items_say_how_probable_each_aim_is_whatever_the_list_is_in_order_of()
    {
        foreach (var (path, more) in ((string, string)[])[("/recommend/aims", ""), ("/rank/aims", ""","user":"u","items":[{"id":"cheap"},{"id":"dear"}]""")])
        {
            var (_, body) = await Post(path, $$"""{"objectives":{"click":2,"purchase":0.5}{{more}}}""");
            foreach (var item in body["items"]!.AsArray())
            {
                bool dear = item!["item"]!.GetValue<string>() == "dear";
                Assert.That(item["probabilities"]!["click"]!.GetValue<double>(), Is.EqualTo(dear ? 0.7311 : 0.2689).Within(1e-4));
                Assert.That(item["probabilities"]!["purchase"]!.GetValue<double>(), Is.EqualTo(dear ? 0.2689 : 0.7311).Within(1e-4));
                Assert.That(item["probability"], Is.Null, "there is no one curve over several aims");
            }
        }
    }

    // Scores of one aim's trees are ±1, so that the common curve 1 / (1 + e^−score) gives the same figures.
    [Test]
    public async Task A_calibrated_package_says_how_probable_an_item_is_and_one_without_a_curve_does_not()
    {
        foreach (string path in (string[])["/recommend/one", "/rank/one"])
        {
            var (_, body) = await Post(path, path.StartsWith("/rank", StringComparison.Ordinal) ? """{"user":"u","items":[{"id":"cheap"},{"id":"dear"}]}""" : """{"user":"u"}""");
            Assert.That(body["items"]!.AsArray().Select(i => (i!["item"]!.GetValue<string>(), Math.Round(i["probability"]!.GetValue<double>(), 4))), Is.EqualTo(new[] { ("dear", 0.7311), ("cheap", 0.2689) }));
            Assert.That(body["items"]!.AsArray().Select(i => i!["probabilities"]), Is.All.Null);
        }
        var (_, bare) = await Post("/recommend/bare", "{}");
        Assert.That(bare["items"]!.AsArray(), Has.Count.EqualTo(2));
        Assert.That(bare["items"]!.AsArray().Select(i => i!["probability"]), Is.All.Null);
    }

    [Test]
    public async Task A_model_of_one_aim_refuses_weights_instead_of_ignoring_them()
    {
        var (status, problem) = await Post("/recommend/default", """{"objectives":{"click":1}}""");
        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(problem["detail"]!.GetValue<string>(), Does.Contain("one aim only"));
    }

    [Test]
    public async Task The_description_knows_objectives()
    {
        var schemas = JsonNode.Parse(await _client.GetStringAsync("/openapi/v1.json"))!["components"]!["schemas"]!;
        foreach (string body in (string[])["Recommendation", "Ranking"])
            Assert.That(schemas[body]!["properties"]!["objectives"]!["$ref"]!.GetValue<string>(), Is.EqualTo("#/components/schemas/Objectives"));
        Assert.That(schemas["Objectives"]!["additionalProperties"]!["minimum"]!.GetValue<int>(), Is.Zero);
        var item = schemas["List"]!["properties"]!["items"]!["items"]!["properties"]!;
        foreach (var probability in new[] { item["probability"]!, item["probabilities"]!["additionalProperties"]! })
            Assert.That((probability["minimum"]!.GetValue<int>(), probability["maximum"]!.GetValue<int>()), Is.EqualTo((0, 1)));
    }
}
