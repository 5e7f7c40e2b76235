using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Data;
using Recsys.MLNet.Engine;
using Recsys.MLNet.Serving;
using Recsys.MLNet.Tests.Cli;
using Recsys.MLNet.Tests.State;
using Recsys.MLNet.Tests.Storage;

namespace Recsys.MLNet.Tests.Engine;

/// <summary>Several nodes on one PostgreSQL, named by RECSYS_POSTGRES; each test in a schema of its own.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SharedStoreTests : IDisposable
{
    private PostgresSchema? _schema;

    [SetUp]
    public void CreateSchema() => _schema = new();

    public void Dispose() => _schema?.Dispose();

    private string Address => _schema!.Address;

    private RecsysEngine Node() => new(new() { Store = Address });

    private static RecommendationRequest For(string user, int count = 60) => new() { User = user, Count = count, At = Shop.Start + 30 * Shop.Day };

    [Test, CancelAfter(60_000)]
    public async Task A_users_own_event_is_in_the_next_answer_of_any_node(CancellationToken deadline)
    {
        using RecsysEngine one = Node(), two = Node();
        await one.IngestAsync([.. Shop.Log(300)]);
        for (int n = 0; n < 30; n++)
        {
            string item = "i" + n, user = "me" + n % 3;
            await (n % 2 == 0 ? one : two).IngestAsync(Shop.Do(user, item, "purchase", Shop.Start + 29 * Shop.Day + n));
            var answer = await (n % 2 == 0 ? two : one).RecommendAsync(For(user), cancellation: deadline);
            Assert.That(answer.Items.Select(i => i.Item), Has.No.Member(item), "what was bought does not come again");
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Nodes_hold_the_same_state_bit_for_bit_and_explain_each_others_lists(CancellationToken deadline)
    {
        using RecsysEngine one = Node(), two = Node();
        var log = Shop.Log(600);
        await Task.WhenAll(log.Chunk(20).Select((events, n) => (n % 2 == 0 ? one : two).IngestAsync(events)));
        string list = one.Recommend(For("u1", 5)).Id!;
        await one.IngestAsync(Shop.Do("u1", "i1", id: "last"));
        while (two.World.Sequence < one.World.Sequence)
            await Task.Delay(5, deadline);
        Assert.That(WorldStateTests.Saved(two.World), Is.EqualTo(WorldStateTests.Saved(one.World)));
        Assert.That(two.Explain(list).Same, Is.True);
        Assert.That((await two.IngestAsync(Shop.Do("u1", "i1", id: "last"))).Duplicates, Is.EqualTo(1), "known to the log, whoever took it in");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_user_erased_on_one_node_is_forgotten_by_all_and_by_those_that_start_later(CancellationToken deadline)
    {
        using RecsysEngine one = Node(), two = Node();
        await one.IngestAsync([Shop.Do("visitor-1", "a"), Shop.Merge("person-1", "visitor-1"), Shop.Do("person-1", "b"), Shop.Do("other", "a")]);
        await two.RecommendAsync(For("person-1"), cancellation: deadline);
        two.Export("person-1"); // waits until that list is in the log: what comes after the erasure would make the user known again
        Assert.That(one.Erase("person-1"), Is.GreaterThanOrEqualTo(3));
        while (Knows(two, "person-1") || Knows(two, "visitor-1"))
            await Task.Delay(5, deadline);
        Assert.That(Knows(one, "person-1"), Is.False);
        using var three = Node();
        Assert.That((Knows(three, "person-1"), Knows(three, "other")), Is.EqualTo((false, true)));

        static bool Knows(RecsysEngine node, string user)
        {
            using var state = node.World.Open();
            return state.FindUser(user) is not null;
        }
    }

    [Test, CancelAfter(180_000)]
    public async Task Three_processes_under_load_lose_no_acknowledged_event_when_one_is_killed_and_agree_within_a_second(CancellationToken deadline)
    {
        var nodes = new List<Served>();
        try
        {
            for (int n = 0; n < 3; n++)
                nodes.Add(await Served.Start(Address, deadline));
            await nodes[0].Send(Shop.Log(200).Where(e => e.Kind == EventKind.Item), deadline);
            var acknowledged = new System.Collections.Concurrent.ConcurrentBag<string>();
            long promises = 0;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline);
            var load = Enumerable.Range(0, 3).Select(writer => Task.Run(async () =>
            {
                for (int n = 0; !stop.IsCancellationRequested; n++)
                {
                    string id = $"w{writer}-{n}", user = $"me{writer}-{n % 5}", item = $"i{n % 60}";
                    try
                    {
                        await nodes[(writer + n) % 3].Send([Shop.Do(user, item, "purchase", Shop.Start + 29 * Shop.Day + n, id)], deadline);
                    }
                    catch (HttpRequestException)
                    {
                        continue; // not acknowledged: the node is down
                    }
                    acknowledged.Add(id);
                    try
                    {
                        var items = await nodes[(writer + n + 1) % 3].Recommend(user, deadline);
                        Assert.That(items, Has.No.Member(item), "the next answer knows it, whichever node gives it");
                        Interlocked.Increment(ref promises);
                    }
                    catch (HttpRequestException)
                    {
                        // that node is down
                    }
                }
            }, deadline)).ToArray();
            await Task.Delay(1500, deadline);
            nodes[1].Kill();
            await Task.Delay(700, deadline);
            nodes[1] = await Served.Start(Address, deadline);
            await Task.Delay(1200, deadline);
            await stop.CancelAsync();
            await Task.WhenAll(load);

            await Task.Delay(1000, deadline);
            var lists = new List<List<string>>();
            foreach (var node in nodes)
                lists.Add(await node.Recommend("me0-1", deadline));
            Assert.That(lists[1], Is.EqualTo(lists[0]));
            Assert.That(lists[2], Is.EqualTo(lists[0]));
            using var log = new Recsys.MLNet.Storage.PostgresEventStore(Address, readOnly: true);
            var stored = log.Read().Select(e => e.Event.Id).ToHashSet();
            Assert.That(acknowledged.Where(id => !stored.Contains(id)), Is.Empty);
            Assert.That(acknowledged, Has.Count.GreaterThan(30));
            Assert.That(promises, Is.GreaterThan(20));
        }
        finally
        {
            foreach (var node in nodes)
                node.Kill();
        }
    }

    /// <summary>A node in a process of its own, as an operator starts it.</summary>
    private sealed class Served(Process process, HttpClient client)
    {
        public static async Task<Served> Start(string store, CancellationToken deadline)
        {
            var process = RecsysProcess.Start("serve", "--store", store, "--urls", "http://127.0.0.1:0");
            while (await process.StandardError.ReadLineAsync(deadline) is { } line)
                if (line.StartsWith("listening on ", StringComparison.Ordinal))
                {
                    _ = process.StandardError.ReadToEndAsync(deadline); // a full pipe would stop it
                    return new(process, new() { BaseAddress = new Uri(line["listening on ".Length..line.IndexOf(';', StringComparison.Ordinal)]), Timeout = TimeSpan.FromSeconds(20) });
                }
            throw new InvalidOperationException("the service ended before it listened");
        }

        public async Task Send(IEnumerable<Event> events, CancellationToken deadline)
        {
            using var body = new ByteArrayContent([.. events.SelectMany(e => (byte[])[.. EventJson.ToUtf8(e), (byte)'\n'])]);
            using var answer = await client.PostAsync("/feedback", body, deadline);
            answer.EnsureSuccessStatusCode();
        }

        public async Task<List<string>> Recommend(string user, CancellationToken deadline)
        {
            using var answer = await client.PostAsJsonAsync("/recommend/default", new { user, count = 60, timestamp = Shop.Start + 30 * Shop.Day }, deadline);
            answer.EnsureSuccessStatusCode();
            return [.. JsonNode.Parse(await answer.Content.ReadAsStringAsync(deadline))!["items"]!.AsArray().Select(i => i!["item"]!.GetValue<string>())];
        }

        public void Kill()
        {
            if (!process.HasExited)
                process.Kill(); // SIGKILL: nothing is flushed or said good-bye
            process.WaitForExit();
        }
    }
}
