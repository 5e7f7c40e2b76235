using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Recsys.MLNet.AspNetCore;

namespace Recsys.MLNet.Tests.AspNetCore;

/// <summary>Requests in the forms that Metarank documents, sent as its clients send them.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MetarankFormsTests : IAsyncDisposable
{
    private const string Item = """
        {"event":"item","id":"81f46c34-a4bb-469c-8708-f8127cd67d27","item":"product1","timestamp":"1599391467000",
         "fields":[{"name":"title","value":"You favourite cat"},{"name":"color","value":["white","black"]},{"name":"is_cute","value":true},{"name":"price","value":5.5}]}
        """;

    private const string User = """
        {"event":"user","id":"7f2bd4e5-1111-4c2b-9d58-1d9b8c5f0a77","user":"user1","timestamp":"1599391467000",
         "fields":[{"name":"age","value":33},{"name":"gender","value":"m"}]}
        """;

    private const string Ranking = """
        {"event":"ranking","id":"81f46c34-a4bb-469c-8708-f8127cd67d28","timestamp":"1599391467000","user":"user1","session":"session1",
         "fields":[{"name":"query","value":"cat"},{"name":"source","value":"search"}],
         "items":[{"id":"product3","relevancy":2.0},{"id":"product1","fields":[{"name":"relevancy","value":1.0}]},{"id":"product2","fields":[{"name":"relevancy","value":0.5}]}]}
        """;

    private const string Interaction = """
        {"event":"interaction","id":"0f4c0036-04fb-4409-b2c6-7163a59f6b7d","ranking":"81f46c34-a4bb-469c-8708-f8127cd67d28","timestamp":"1599391467000",
         "user":"user1","session":"session1","type":"purchase","item":"product1","fields":[{"name":"count","value":1},{"name":"shipping","value":"DHL"}]}
        """;

    private WebApplication? _app;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private async Task<HttpClient> Start(Action<RecsysHttpOptions>? http = null)
    {
        _app = await TestService.Start(http: http);
        return _app.GetTestClient();
    }

    private static async Task<JsonNode> Post(HttpClient client, string path, string body, string? type)
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = type is null ? null : new(type);
        using var answer = await client.PostAsync(path, content);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonNode.Parse(text)!;
    }

    [TestCase(null)]
    [TestCase("application/json")]
    [TestCase("application/x-www-form-urlencoded")] // what curl -d sends
    [TestCase("text/plain")]
    public async Task Feedback_rank_and_recommend_work_unchanged_whatever_the_content_type(string? type)
    {
        var client = await Start();
        foreach (string one in (string[])[Item, User, Ranking, Interaction])
        {
            var accepted = await Post(client, "/feedback", one, type);
            Assert.That((accepted["accepted"]!.GetValue<int>(), accepted["status"]!.GetValue<string>()), Is.EqualTo((1, "ok")));
            Assert.That(accepted["tookMillis"]!.GetValue<double>(), Is.GreaterThanOrEqualTo(0));
        }
        var batch = await Post(client, "/feedback", $"[{Item},{User},{Ranking},{Interaction}]", type);
        Assert.That(batch["accepted"]!.GetValue<int>(), Is.EqualTo(4), "known ids are accepted again and count once");

        var ranked = await Post(client, "/rank/default?explain=true", Ranking.Replace("d28", "d29", StringComparison.Ordinal), type);
        Assert.That(ranked["took"]!.GetValue<double>(), Is.GreaterThanOrEqualTo(0));
        Assert.That(ranked["items"]!.AsArray().Select(i => i!["item"]!.GetValue<string>()), Is.EquivalentTo((string[])["product1", "product2", "product3"]));
        Assert.That(ranked["items"]!.AsArray(), Has.All.Matches<JsonNode?>(i => i?["score"] is not null));
        Assert.That(ranked["items"]![0]!["features"]!.AsArray(), Has.All.Matches<JsonNode?>(f => f?["name"] is not null));

        var recommended = await Post(client, "/recommend/default", """{"count":10,"user":"user2","items":["product1","product2"]}""", type);
        Assert.That(recommended["took"], Is.Not.Null);
        Assert.That(recommended["items"]!.AsArray(), Has.All.Matches<JsonNode?>(i => i?["item"] is not null && i["score"] is not null));
        await Post(client, "/recommend/default", """{"count":5,"user":"user1","items":[]}""", type);
        await Post(client, "/recommend/default", """{"count":5}""", type);
    }

    [Test]
    public async Task Events_one_after_another_or_one_on_each_line_are_taken_as_a_list_is()
    {
        var client = await Start();
        string line = string.Join('\n', ((string[])[Item, User, Ranking, Interaction]).Select(e => e.ReplaceLineEndings("")));
        Assert.That((await Post(client, "/feedback", line, "application/x-ndjson"))["accepted"]!.GetValue<int>(), Is.EqualTo(4));
    }

    [Test]
    public async Task Beyond_its_limit_the_service_says_when_to_come_back()
    {
        var client = await Start(http => http.MaxConcurrent = 1);
        // A body that stays open holds the only place.
        using var stop = new CancellationTokenSource();
        var hanging = client.SendAsync(new(HttpMethod.Post, "/recommend/default") { Content = new Endless(stop.Token) }, stop.Token);
        HttpResponseMessage refused;
        long end = Environment.TickCount64 + 20_000;
        do
        {
            refused = await client.PostAsync("/recommend/default", new StringContent("{}"));
            Assert.That(Environment.TickCount64, Is.LessThan(end));
        }
        while (refused.StatusCode != HttpStatusCode.TooManyRequests);
        Assert.That(refused.Headers.RetryAfter!.ToString(), Is.EqualTo("1"));
        Assert.That(refused.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
        await stop.CancelAsync();
        Assert.That(async () => await hanging, Throws.InstanceOf<OperationCanceledException>().Or.InstanceOf<HttpRequestException>());
        do
        {
            refused = await client.PostAsync("/recommend/default", new StringContent("{}"));
            Assert.That(Environment.TickCount64, Is.LessThan(end), "the place is free again once the request is gone");
        }
        while (refused.StatusCode != HttpStatusCode.OK);
    }

    [Test]
    public async Task A_body_that_does_not_arrive_in_time_is_given_up()
    {
        var client = await Start(http => http.TimeoutSeconds = 0.2);
        using var stop = new CancellationTokenSource();
        using var answer = await client.SendAsync(new(HttpMethod.Post, "/feedback") { Content = new Endless(stop.Token) });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestTimeout));
        await stop.CancelAsync();
    }

    [Test]
    public async Task Every_endpoint_is_described_and_the_times_of_stages_are_measured()
    {
        var client = await Start();
        await Post(client, "/feedback", Item, null);
        await Post(client, "/recommend/default", """{"user":"user1"}""", null);
        string metrics = await client.GetStringAsync("/metrics");
        foreach (string stage in (string[])["state", "recall", "rank", "rerank", "answer"])
            Assert.That(metrics, Does.Contain($"recsys_stage_seconds_count{{stage=\"{stage}\"}} "));
        var description = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!["paths"]!.AsObject().Select(p => p.Key).ToList();
        var mapped = ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)_app!).DataSources.SelectMany(s => s.Endpoints).OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>()
            .Select(e => "/" + e.RoutePattern.RawText!.Trim('/')).Where(p => p != "/dashboard.js").Distinct();
        Assert.That(mapped.Where(p => !description.Contains(p)), Is.Empty);
        Assert.That(await client.GetStringAsync("/experiments"), Does.Contain("splits"));
        Assert.That(await client.GetStringAsync("/events/recent"), Does.Contain("product1").And.Not.Contain("user1"));
    }

    /// <summary>A body that begins and never ends.</summary>
    private sealed class Endless(CancellationToken stop) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{"u8.ToArray());
            await stream.FlushAsync();
            await Task.Delay(Timeout.Infinite, stop);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
