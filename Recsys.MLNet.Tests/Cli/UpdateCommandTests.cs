using Recsys.MLNet.Cli.Commands;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.Cli;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class UpdateCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(string name, IEnumerable<Event> events)
    {
        using var stream = File.Create(_folder[name]);
        using var writer = new EventWriter(stream);
        foreach (var e in events)
            writer.Write(e);
        return _folder[name];
    }

    [Test]
    public async Task Update_exits_with_0_when_promoted_and_3_when_not()
    {
        var log = Shop.Log(1600);
        string first = Write("first.jsonl", log.Take(900)), all = Write("all.jsonl", log), report = _folder["report.json"];
        Assert.That((await Run("train", "--data", first, "--out", _folder["a.recsys"], "--models", "item-knn")).Code, Is.Zero);
        var (code, error) = await Run("update", "--package", _folder["a.recsys"], "--data", all, "--out", _folder["b.recsys"], "--max-loss", "1", "--json", report);
        Assert.That(code, Is.EqualTo(ExitCode.Ok), error);
        Assert.That(File.ReadAllText(report), Does.Contain("\"promoted\": true").And.Contain("popular"));
        (code, error) = await Run("update", "--package", _folder["b.recsys"], "--data", all, "--out", _folder["c.recsys"]);
        Assert.That(code, Is.EqualTo(ExitCode.NotPromoted));
        Assert.That(error, Does.Contain("not promoted: 0 interactions since the package before"));
        Assert.That(File.Exists(_folder["c.recsys"]), Is.False);
    }

    [Test]
    public async Task A_worker_asked_for_one_attempt_says_what_came_of_it()
    {
        string data = Write("log.jsonl", Shop.Log(40));
        var (code, error) = await Run("worker", "--data", data, "--publish", _folder["out"], "--once");
        Assert.That(code, Is.EqualTo(ExitCode.NotPromoted), error);
        Assert.That(error, Does.Contain("not promoted"));
        Assert.That((await Run("worker", "--data", data, "--publish", _folder["out"], "--every", "soon")).Code, Is.EqualTo(ExitCode.BadInput));
    }

    [TestCase("30s", 30)]
    [TestCase("1.5h", 5400)]
    [TestCase("2d", 172800)]
    public void Times_are_read_with_their_unit(string text, double seconds) => Assert.That(WorkerCommand.Time(text).TotalSeconds, Is.EqualTo(seconds));

    private static async Task<(int Code, string Error)> Run(params string[] args)
    {
        using var error = new StringWriter();
        int code = await RecsysCommandLine.RunAsync(args, TextWriter.Null, error);
        return (code, error.ToString());
    }
}
