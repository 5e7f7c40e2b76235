using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Tests.Data;

namespace Recsys.MLNet.Tests.AspNetCore;

/// <summary>A package of several aims from the command line to the order of a list over HTTP.</summary>
[TestFixture]
public sealed class TrainedObjectivesTests
{
    private TempFolder _folder = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;
    private string _trained = "";

    [OneTimeSetUp]
    public async Task Train_from_the_command_line_and_serve()
    {
        _folder = new();
        Run("simulate", "--out", _folder["shop"], "--users", "1100", "--items", "250", "--days", "20", "--quiet");
        File.WriteAllText(_folder["recsys.yml"], """
            events: { data: shop }
            recall: { models: [item-knn] }
            ranker: { aims: [click], maxRequests: 3000, leastRequests: 300, maturity: 0.6, watched: 0.35, trees: 60, learningRate: 0.12 }
            rerank: { relevance: 1, objectives: { click: 1 } }
            """);
        _trained = Run("train", "--config", _folder["recsys.yml"], "--objectives", "click,purchase", "--out", _folder["shop.recsys"]);
        _app = await TestService.Start(engine => engine.Package = _folder["shop.recsys"]);
        _client = _app.GetTestClient();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task The_package_says_what_it_aims_at()
    {
        Assert.That(_trained, Does.Contain("aim click").And.Contain("aim purchase"));
        var model = JsonNode.Parse(await _client.GetStringAsync("/models"))!.AsArray().Single()!;
        Assert.That(model["objectives"]!.AsArray().Select(o => o!.GetValue<string>()), Is.EqualTo((string[])["click", "purchase"]));
    }

    [TestCase("""{"click":1}""", 1, 0)]
    [TestCase("""{"purchase":1}""", 0, 1)]
    [TestCase("""{"click":1,"purchase":3}""", 1, 3)]
    public async Task Weights_of_the_request_decide_the_order(string weights, double click, double purchase)
    {
        var items = await List($$"""{"user":"u1","count":20,"objectives":{{weights}}}""");
        Assert.That(items, Has.Count.EqualTo(20));
        foreach (var item in items)
        {
            var p = item!["probabilities"]!;
            Assert.That(item["score"]!.GetValue<double>(), Is.EqualTo(click * Math.Log(p["click"]!.GetValue<double>()) + purchase * Math.Log(p["purchase"]!.GetValue<double>())).Within(1e-3));
        }
        Assert.That(items.Select(i => i!["score"]!.GetValue<double>()), Is.Ordered.Descending);
    }

    [Test]
    public async Task What_is_clicked_is_not_what_is_bought_and_silence_means_the_weights_of_the_package()
    {
        int different = 0;
        for (int u = 1; u <= 10; u++)
        {
            string user = u.ToString(CultureInfo.InvariantCulture);
            var items = await List($$"""{"user":"u{{user}}","count":20}""");
            double[] P(string aim) => [.. items.Select(i => i!["probabilities"]![aim]!.GetValue<double>())];
            Assert.That(items.Select(i => i!["score"]!.GetValue<double>()), Is.EqualTo(P("click").Select(p => Math.Log(p))).Within(1e-3), "the configuration weighs clicks alone");
            double[] bought = P("purchase");
            different += bought.SequenceEqual(bought.OrderDescending()) ? 0 : 1;
        }
        Assert.That(different, Is.GreaterThanOrEqualTo(9));
    }

    private async Task<JsonArray> List(string body)
    {
        using var answer = await _client.PostAsync("/recommend/default", new StringContent(body, Encoding.UTF8));
        string text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!["items"]!.AsArray();
    }

    private static string Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        Assert.That(RecsysCommandLine.RunAsync(args, output, error).GetAwaiter().GetResult(), Is.EqualTo(ExitCode.Ok), error.ToString());
        return error.ToString();
    }
}
