using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Recsys.MLNet.AspNetCore;
using Recsys.MLNet.Cli.Frame;

namespace Recsys.MLNet.Tests.AspNetCore;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RecsysEndpointsTests : IAsyncDisposable
{
    private WebApplication? _app;

    private async Task<HttpClient> Start(Action<RecsysHttpOptions>? http = null, string prefix = "")
    {
        _app = await TestService.Start(http: http, prefix: prefix);
        return _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private static StringContent Body(string text, string? type = null)
    {
        var content = new StringContent(text, Encoding.UTF8);
        content.Headers.ContentType = type is null ? null : new(type);
        return content;
    }

    private static async Task<JsonNode> Json(HttpResponseMessage answer, HttpStatusCode expected = HttpStatusCode.OK)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(expected), text);
        return JsonNode.Parse(text)!;
    }

    private const string Catalogue = """
        {"event":"item","id":"c1","timestamp":"1599391467000","item":"i1","fields":[{"name":"title","value":"Camera"},{"name":"category","value":"Cameras"}]}
        {"event":"item","id":"c2","timestamp":"1599391467000","item":"i2","fields":[{"name":"title","value":"Lens"},{"name":"category","value":"Cameras"}]}
        {"event":"item","id":"c3","timestamp":"1599391467000","item":"i3","fields":[{"name":"title","value":"Book"},{"name":"category","value":"Books"}]}
        {"event":"interaction","id":"x1","timestamp":"1599391468000","user":"v","type":"click","item":"i1"}
        {"event":"interaction","id":"x2","timestamp":"1599391469000","user":"v","type":"click","item":"i2"}
        """;

    [TestCase(null)]
    [TestCase("text/plain")]
    [TestCase("application/json")]
    public async Task Events_are_taken_as_lines_list_or_object_whatever_the_content_type(string? type)
    {
        var client = await Start();
        var lines = await Json(await client.PostAsync("/feedback", Body(Catalogue, type)));
        Assert.That((lines["accepted"]!.GetValue<int>(), lines["status"]!.GetValue<string>()), Is.EqualTo((5, "ok")));
        Assert.That(lines["tookMillis"]!.GetValue<double>(), Is.GreaterThanOrEqualTo(0));
        var list = await Json(await client.PostAsync("/feedback", Body("""[{"event":"interaction","id":"x3","timestamp":1599391470000,"session":"s","type":"click","item":"i1"}]""", type)));
        Assert.That(list["accepted"]!.GetValue<int>(), Is.EqualTo(1));
    }

    [Test]
    public async Task Answers_of_many_lengths_and_bodies_of_unknown_length_are_whole()
    {
        var client = await Start();
        await client.PostAsync("/feedback", Body(Catalogue));
        foreach (int count in (int[])[300, 1, 0, 40, 1000, 2])
            foreach (bool chunked in (bool[])[false, true])
            {
                string items = string.Join(",", Enumerable.Range(0, count).Select(i => $"{{\"id\":\"some item {i}\"}}"));
                using var request = new HttpRequestMessage(HttpMethod.Post, "/rank/default") { Content = Body($"{{\"event\":\"ranking\",\"user\":\"v\",\"items\":[{items}]}}") };
                request.Headers.TransferEncodingChunked = chunked;
                var response = await client.SendAsync(request);
                var answer = await Json(response);
                Assert.That(response.Content.Headers.ContentLength, Is.EqualTo((await response.Content.ReadAsByteArrayAsync()).Length));
                Assert.That(answer["items"]!.AsArray().Select(i => i!["item"]!.GetValue<string>()), Is.EquivalentTo(Enumerable.Range(0, count).Select(i => $"some item {i}")));
            }
    }

    [Test]
    public async Task Metaranks_documented_rank_request_is_answered_in_its_form()
    {
        var client = await Start();
        await client.PostAsync("/feedback", Body(Catalogue));
        var answer = await Json(await client.PostAsync("/rank/default?explain=true", Body("""
            {"event":"ranking","id":"id1","timestamp":"1599391470000","user":"v","session":"s1","fields":[{"name":"query","value":"cat"}],
             "items":[{"id":"i3","fields":[{"name":"relevancy","value":1.0}]},{"id":"i1"},{"id":"new","relevancy":0.5}]}
            """)));
        Assert.That(answer["took"], Is.Not.Null);
        Assert.That(answer["id"]!.GetValue<string>(), Is.EqualTo("id1"));
        Assert.That(answer["items"]!.AsArray().Select(i => i!["item"]!.GetValue<string>()), Is.EquivalentTo((string[])["i1", "i3", "new"]));
        Assert.That(answer["items"]![0]!["score"]!.GetValue<float>(), Is.GreaterThan(0));
        Assert.That(answer["items"]![0]!["features"]!.AsArray(), Has.Count.GreaterThanOrEqualTo(64));
    }

    [Test]
    public async Task A_click_is_in_the_next_answer_and_can_be_explained_away()
    {
        var client = await Start();
        await client.PostAsync("/feedback", Body(Catalogue));
        await client.PostAsync("/feedback", Body("""{"event":"interaction","id":"mine","timestamp":"1599391470000","user":"me","type":"click","item":"i1"}"""));
        var list = await Json(await client.PostAsync("/recommend/default", Body("""{"user":"me","count":2,"timestamp":1599391471000}""")));
        Assert.That(list["items"]![0]!["item"]!.GetValue<string>(), Is.EqualTo("i2"));
        Assert.That(list["items"]![0]!["reasons"]![0]!.GetValue<string>(), Is.EqualTo("because you viewed Camera"));
        string id = list["id"]!.GetValue<string>();
        Assert.That((await Json(await client.GetAsync("/explain?ranking=" + id)))["same"]!.GetValue<bool>(), Is.True);
        var without = await Json(await client.GetAsync($"/explain?ranking={id}&without=mine"));
        Assert.That(without["rebuilt"]!.ToJsonString(), Does.Not.Contain("because"));
        await Json(await client.GetAsync("/explain?ranking=no"), HttpStatusCode.NotFound);
        await Json(await client.GetAsync("/explain"), HttpStatusCode.BadRequest);
    }

    [TestCase("/feedback", "{\"event\":\"interaction\"", "400")]
    [TestCase("/feedback", "{\"event\":\"dance\",\"timestamp\":1}", "400")]
    [TestCase("/feedback", "", "400")]
    [TestCase("/recommend/default", "[]", "400")]
    [TestCase("/recommend/default", "{\"count\":-1}", "400")]
    [TestCase("/recommend/default", "{\"count\":\"many\"}", "400")]
    [TestCase("/recommend/none", "{}", "404")]
    [TestCase("/rank/default", "{\"event\":\"item\",\"id\":\"1\",\"item\":\"x\"}", "400")]
    public async Task Bad_requests_get_problem_details(string path, string body, string status)
    {
        var client = await Start();
        var answer = await client.PostAsync(path, Body(body));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        var problem = await Json(answer, Enum.Parse<HttpStatusCode>(status));
        Assert.That(problem["detail"]!.GetValue<string>(), Has.Length.GreaterThan(10));
        Assert.That(problem.ToJsonString(), Does.Not.Contain("   at "));
    }

    [Test]
    public async Task A_body_too_long_is_refused()
    {
        var client = await Start(o => o.MaxBody = 100);
        await Json(await client.PostAsync("/feedback", Body(new string(' ', 101))), HttpStatusCode.RequestEntityTooLarge);
    }

    [Test]
    public async Task Keys_open_what_their_scopes_say_and_nothing_else()
    {
        var client = await Start(o =>
        {
            o.Keys["ingest-only-key"] = ApiScopes.Ingest;
            o.Keys["serve-only-key"] = ApiScopes.Serve;
        });
        async Task<int> Status(string path, string? key, bool post = true)
        {
            using var request = new HttpRequestMessage(post ? HttpMethod.Post : HttpMethod.Delete, path) { Content = post ? Body(path == "/feedback" ? Catalogue : "{}") : null };
            if (key is not null)
                request.Headers.Authorization = new("Bearer", key);
            return (int)(await client.SendAsync(request)).StatusCode;
        }
        Assert.That(await Status("/feedback", null), Is.EqualTo(401));
        Assert.That(await Status("/feedback", "wrong-key-entirely"), Is.EqualTo(401));
        Assert.That(await Status("/feedback", "serve-only-key"), Is.EqualTo(403));
        Assert.That(await Status("/feedback", "ingest-only-key"), Is.EqualTo(200));
        Assert.That(await Status("/recommend/default", "ingest-only-key"), Is.EqualTo(403));
        Assert.That(await Status("/recommend/default", "serve-only-key"), Is.EqualTo(200));
        Assert.That(await Status("/users/v", "serve-only-key", post: false), Is.EqualTo(403));
        Assert.That((int)(await client.GetAsync("/health/ready")).StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task A_user_is_exported_and_erased()
    {
        var client = await Start();
        await client.PostAsync("/feedback", Body(Catalogue));
        var export = await Json(await client.GetAsync("/users/v"));
        Assert.That(export["events"]!.AsArray().Select(e => e!["event"]!["id"]!.GetValue<string>()), Is.EqualTo((string[])["x1", "x2"]));
        Assert.That(export["state"]!["history"]!.AsArray(), Has.Count.EqualTo(2));
        Assert.That((await Json(await client.DeleteAsync("/users/v")))["erased"]!.GetValue<int>(), Is.EqualTo(2));
        await Json(await client.GetAsync("/users/v"), HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Metrics_count_requests_and_events()
    {
        var client = await Start();
        await client.PostAsync("/feedback", Body(Catalogue));
        await client.PostAsync("/recommend/default", Body("{}"));
        string text = await client.GetStringAsync("/metrics");
        Assert.That(text, Does.Contain("recsys_events_total 5\n").And.Contain("recsys_request_seconds_count{endpoint=\"recommend\"} 1\n").And.Contain("recsys_state{what=\"items\"} 3\n").And.Contain("version=\"live\""));
    }

    [Test]
    public async Task Status_and_metrics_say_how_many_bytes_users_and_items_take()
    {
        var client = await Start();
        await client.PostAsync("/feedback", Body(Catalogue));
        var state = JsonNode.Parse(await client.GetStringAsync("/status"))!["state"]!;
        long Of(string name) => state[name]!.GetValue<long>();
        Assert.That((Of("userCount"), Of("itemCount"), Of("budget")), Is.EqualTo((1, 3, 0)));
        Assert.That(Of("bytesPerUser"), Is.EqualTo(Of("userBytes")).And.InRange(500, 2000), "one user");
        Assert.That(Of("bytesPerItem"), Is.EqualTo(Of("itemBytes") / 3).And.InRange(300, 3000));
        Assert.That(await client.GetStringAsync("/metrics"), Does.Contain($"recsys_state_bytes{{what=\"users\"}} {Of("userBytes")}\n").And.Contain($"recsys_state_bytes{{what=\"item\"}} {Of("bytesPerItem")}\n"));
    }

    [Test]
    public async Task Metrics_count_lists_and_clicks_by_surface()
    {
        var client = await Start();
        await client.PostAsync("/feedback", Body(Catalogue));
        string id = (await Json(await client.PostAsync("/recommend/default", Body("""{"user":"w","count":2,"surface":"side \"bar\"","timestamp":1599391470000}"""))))["id"]!.GetValue<string>();
        await client.PostAsync("/feedback", Body($$"""{"event":"interaction","id":"x9","timestamp":1599391471000,"user":"w","type":"click","item":"i1","ranking":"{{id}}"}"""));
        Assert.That(await client.GetStringAsync("/metrics"), Does
            .Contain("recsys_surface_lists_total{surface=\"side \\\"bar\\\"\"} 1\n").And.Contain("recsys_surface_items_total{surface=\"side \\\"bar\\\"\"} 2\n")
            .And.Contain("recsys_surface_interactions_total{surface=\"side \\\"bar\\\"\",type=\"click\"} 1\n"));
    }

    [Test]
    public async Task Mounted_under_a_prefix_the_pages_load_nothing_from_elsewhere()
    {
        var client = await Start(prefix: "/recsys");
        foreach (string path in (string[])["/recsys/", "/recsys/dashboard.js", "/recsys/tracker.js"])
        {
            string page = await client.GetStringAsync(path);
            Assert.That(page, Has.Length.GreaterThan(1000).And.Not.Contains("https://").And.Not.Contains("http://"), path);
        }
        Assert.That((await client.GetAsync("/recsys")).RequestMessage, Is.Not.Null);
        var description = JsonNode.Parse(await client.GetStringAsync("/recsys/openapi/v1.json"))!;
        Assert.That(description["paths"]!.AsObject().Select(p => p.Key), Has.Member("/feedback").And.Member("/recommend/{model}").And.Member("/users/{id}"));
        Assert.That((await client.GetFromJsonAsync<JsonNode>("/recsys/models"))![0]!["name"]!.GetValue<string>(), Is.EqualTo("default"));
    }

    [TestCase("http://0.0.0.0:8099")]
    [TestCase("http://*:8099")]
    public async Task Serving_other_machines_without_a_key_is_refused(string url)
    {
        var error = new StringWriter();
        int code = await RecsysCommandLine.RunAsync(["serve", "--urls", url], TextWriter.Null, error);
        Assert.That(code, Is.EqualTo(ExitCode.BadInput));
        Assert.That(error.ToString(), Does.Contain("--api-key"));
    }
}
