using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.Tests.Data;

namespace Recsys.MLNet.Tests.Cli;

/// <summary>import, export, validate and simulate as a user runs them: exit codes, one-line errors, nothing half-written.</summary>
[TestFixture]
public sealed class DataCommandTests
{
    private const string Click = """{"event":"interaction","timestamp":1700000000000,"user":"u","type":"click","item":"i"}""";

    private static (int Code, string Out, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = RecsysCommandLine.RunAsync(args, output, error).GetAwaiter().GetResult();
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>The command fails with exit code 2 and one line that holds the text; nothing is on stdout and no stack trace anywhere.</summary>
    private static void AssertRefused((int Code, string Out, string Error) result, string expected)
    {
        string[] lines = [.. result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith("  ", StringComparison.Ordinal))];
        Assert.That(result.Code, Is.EqualTo(ExitCode.BadInput), result.Error);
        Assert.That(lines, Has.Length.EqualTo(1), result.Error);
        Assert.That(lines[0], Does.StartWith("recsys: ").And.Contain(expected));
        Assert.That(lines[0], Does.Not.Contain("   at ").And.Not.Contain("Exception"));
        Assert.That(result.Out, Is.Empty);
    }

    [TestCase("{\"event\":\"interaction\",\"timest", "line 2: the JSON ends early")]
    [TestCase("{\"event\":\"interaction\",\"timestamp\":true,\"user\":\"u\",\"type\":\"click\",\"item\":\"i\"}", "line 2: 'timestamp' is true or false")]
    [TestCase("{\"event\":\"purchase\",\"timestamp\":1,\"user\":\"u\",\"item\":\"i\"}", "line 2: 'event' is 'purchase'")]
    [TestCase("{\"event\":\"interaction\",\"timestamp\":1,\"user\":\"u\",\"type\":\"click\"}", "line 2: 'item' is missing")]
    [TestCase("{\"event\":\"item\",\"timestamp\":1,\"item\":\"i\",\"fields\":[{\"name\":\"price\",\"value\":NaN}]}", "line 2: not valid JSON at byte 76 of the line. NaN and Infinity are no JSON numbers")]
    public void A_wrong_line_stops_an_export_with_its_place_and_leaves_nothing_behind(string line, string expected)
    {
        using var folder = new TempFolder();
        string data = folder.Write("events.jsonl", Click + "\n" + line + "\n");
        AssertRefused(Run("export", "--data", data, "--out", folder["out"]), "events.jsonl " + expected);
        Assert.That(Directory.Exists(folder["out"]), Is.False);
    }

    [TestCase("{\"event\":\"interaction\",\"timest", "line 2: the JSON ends early")]
    [TestCase("[]", "line 2: the line is a list")]
    public void Validate_names_every_wrong_line_on_stdout_and_exits_with_2(string line, string expected)
    {
        using var folder = new TempFolder();
        folder.Write("events.jsonl", Click + "\n" + line + "\n{}\n" + Click);
        var (code, output, _) = Run("validate", folder.Path, "--quiet");
        Assert.That(code, Is.EqualTo(ExitCode.BadInput));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Does.Contain("events.jsonl " + expected));
        Assert.That(lines[1], Does.Contain("events.jsonl line 3: 'event' is missing"));
    }

    [Test]
    public void A_line_of_a_gigabyte_is_refused()
    {
        using var folder = new TempFolder();
        string data = folder["events.jsonl"];
        using (var file = File.Create(data))
        {
            file.Write("{\"event\":\""u8);
            file.SetLength(1L << 30);
        }
        AssertRefused(Run("export", "--data", data, "--out", folder["out"], "--quiet"), "line 1: the line is longer than 64 MiB");
    }

    [Test]
    public void Empty_files_folders_and_missing_files_are_refused_with_a_cure()
    {
        using var folder = new TempFolder();
        string empty = folder.Write("empty.jsonl", "");
        Directory.CreateDirectory(folder["folder"]);
        foreach (string[] command in new[] { new[] { "validate" }, ["export", "--out", folder["out"], "--data"] })
        {
            AssertRefused(Run([.. command, empty]), "empty.jsonl is empty; expected at least one line");
            AssertRefused(Run([.. command, folder["folder"]]), "is a folder without events.jsonl");
            AssertRefused(Run([.. command, folder["none.jsonl"]]), "none.jsonl does not exist");
        }
        AssertRefused(Run("import", "csv", "--from", folder["folder"], "--out", folder["out"]), "is a folder; expected a file");
        Assert.That(Directory.Exists(folder["out"]), Is.False);
    }

    [Test]
    public void A_place_that_cannot_be_written_is_refused()
    {
        using var folder = new TempFolder();
        string data = folder.Write("events.jsonl", Click);
        AssertRefused(Run("export", "--data", data, "--out", Path.Combine(data, "below")), "cannot be written");
        AssertRefused(Run("simulate", "--out", Path.Combine(data, "below"), "--users", "5", "--items", "30", "--days", "1"), "cannot be written");
    }

    [Test]
    public void A_format_that_is_not_known_is_refused_with_the_known_ones() =>
        AssertRefused(Run("import", "tape", "--from", "x", "--out", "y"), "The format is 'tape'; expected movielens, amazon-sequences, csv, catalogue.");

    [Test]
    public void Bad_arguments_are_refused_by_name()
    {
        using var folder = new TempFolder();
        string output = folder["out"];
        AssertRefused(Run("simulate", "--out", output, "--users", "0"), "SimulationOptions.Users is 0");
        AssertRefused(Run("simulate", "--out", output, "--scenario", "zoo"), "The scenario is 'zoo'; expected shop, news or video.");
        AssertRefused(Run("simulate", "--out", output, "--start", "someday"), "--start is 'someday'");
        AssertRefused(Run("import", "amazon-sequences", "--from", folder.Path, "--out", output, "--clock", "sundial"), "--clock is 'sundial'");
        AssertRefused(Run("import", "catalogue", "--from", folder.Path, "--out", output, "--time", "noon"), "--time is 'noon'");
        foreach (string[] args in new[] { new[] { "simulate" }, ["simulate", "--out", output, "--users", "many"], ["import", "csv", "--from", "x"], ["validate"], ["validate", "a", "b"] })
        {
            var (code, text, error) = Run(args);
            Assert.That((code, text), Is.EqualTo((ExitCode.BadInput, "")), string.Join(' ', args));
            Assert.That(error, Does.StartWith("recsys: "));
        }
        Assert.That(Directory.Exists(output), Is.False);
    }

    [Test]
    public void What_is_simulated_validates_and_is_written_with_its_truth()
    {
        using var folder = new TempFolder();
        var made = Run("simulate", "--out", folder["sim"], "--users", "60", "--items", "50", "--days", "4", "--truth", "--seed", "3", "--json", folder["made.json"]);
        Assert.That((made.Code, made.Out), Is.EqualTo((ExitCode.Ok, "")), made.Error);
        string[] truth = File.ReadAllLines(folder["sim/truth.jsonl"]);
        Assert.That(JsonNode.Parse(truth[0])!["examination"]!.AsArray(), Has.Count.EqualTo(12));
        Assert.That(truth, Has.Length.EqualTo(1 + (int)JsonNode.Parse(File.ReadAllText(folder["made.json"]))!["events"]!["rankings"]!));

        var checkedLog = Run("validate", folder["sim"], "--json", folder["report.json"]);
        Assert.That((checkedLog.Code, checkedLog.Out), Is.EqualTo((ExitCode.Ok, "")), checkedLog.Error);
        var report = JsonNode.Parse(File.ReadAllText(folder["report.json"]))!;
        Assert.That((int)report["format"]!, Is.EqualTo(1));
        Assert.That((double)report["measures"]!["users"]!, Is.GreaterThan(10));
        Assert.That(checkedLog.Error, Does.Contain("prequential").And.Contain("place"));

        var again = Run("simulate", "--out", folder["again"], "--users", "60", "--items", "50", "--days", "4", "--seed", "3", "--threads", "1");
        Assert.That(again.Code, Is.EqualTo(ExitCode.Ok));
        Assert.That(File.ReadAllBytes(folder["again/events.jsonl"]), Is.EqualTo(File.ReadAllBytes(folder["sim/events.jsonl"])));
    }

    [Test]
    public void The_sample_beside_the_sources_validates_without_a_problem()
    {
        var (code, output, error) = Run("validate", Path.Combine(House.Repository.Root, "datasets", "sample"));
        Assert.That((code, output), Is.EqualTo((ExitCode.Ok, "")), error);
    }

    [Test]
    public void An_import_writes_events_and_an_export_leaves_out_duplicates()
    {
        using var folder = new TempFolder();
        string csv = folder.Write("log.csv", "user,item,type,timestamp\nann,tea,click,5\nbob,tea,click,6\n");
        Assert.That(Run("import", "csv", "--from", csv, "--out", folder["in"], "--json", folder["r.json"]).Code, Is.EqualTo(ExitCode.Ok));
        Assert.That((int)JsonNode.Parse(File.ReadAllText(folder["r.json"]))!["events"]!["interactions"]!, Is.EqualTo(2));
        Assert.That(EventFile.Read(folder["in"]).Select(e => e.User), Is.EqualTo(new[] { "ann", "bob" }));

        string twice = folder.Write("twice.jsonl", string.Join('\n', Enumerable.Repeat("""{"event":"user","id":"1","timestamp":1,"user":"u"}""", 3)));
        var (code, _, error) = Run("export", "--data", twice, "--out", folder["once"]);
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(error, Does.Contain("2 duplicates left out"));
        Assert.That(EventFile.Read(folder["once"]).Count(), Is.EqualTo(1));
    }
}
