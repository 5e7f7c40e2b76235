using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Tests.Data;

namespace Recsys.MLNet.Tests.Cli;

/// <summary>simulate, train, recommend, rank and explain as a user runs them, one after the other.</summary>
[TestFixture]
public sealed class PackageCommandTests
{
    private TempFolder _folder = null!;
    private string _package = "";

    [OneTimeSetUp]
    public void Train_a_package()
    {
        _folder = new();
        _package = _folder["shop.recsys"];
        Assert.That(Run("simulate", "--out", _folder["shop"], "--users", "150", "--items", "90", "--days", "8", "--quiet").Code, Is.Zero);
        var (code, output, error) = Run("train", "--data", _folder["shop"], "--out", _package, "--quiet");
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Is.Empty, "stdout carries data only");
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Recommend_prints_as_many_items_as_asked_for_and_the_same_ones_again()
    {
        var first = Run("recommend", "--package", _package, "--user", "u1", "-k", "5");
        Assert.That(first.Code, Is.Zero, first.Error);
        Assert.That(Items(first.Out), Has.Count.EqualTo(5).And.Unique);
        Assert.That(Run("recommend", "--package", _package, "--user", "u1", "-k", "5").Out, Is.EqualTo(first.Out));
    }

    [Test]
    public void Rank_orders_exactly_the_items_given()
    {
        var (code, output, error) = Run("rank", "--package", _package, "--user", "u1", "--items", "i1,i2,i3,i4");
        Assert.That(code, Is.Zero, error);
        Assert.That(Items(output), Is.EquivalentTo((string[])["i1", "i2", "i3", "i4"]));
    }

    [Test]
    public void Explain_speaks_of_the_item_asked_for()
    {
        string item = Items(Run("recommend", "--package", _package, "--user", "u1", "-k", "1").Out)[0];
        var (code, output, error) = Run("explain", "--package", _package, "--user", "u1", "--item", item);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain($"\"{item}\""));
    }

    [Test]
    public void Rows_are_files_with_a_column_for_each_label_and_are_found_again()
    {
        string config = _folder.Write("rows.yml", "recall:\n  models: [item-knn]\nranker:\n  leastRequests: 5\n  attribution: [{ what: Interest, length: 30m }]\n");
        string[] command = ["rows", "--data", _folder["shop"], "--config", config, "--out", _folder["rows"], "--quiet"];
        var (code, output, error) = Run(command);
        Assert.That(code, Is.Zero, error);
        var made = JsonNode.Parse(output)!;
        using var first = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(_folder["rows/part-00000.csv.gz"]), System.IO.Compression.CompressionMode.Decompress));
        string[] header = first.ReadLine()!.Split(',');
        Assert.That(header.Skip(9).Take(5), Is.EqualTo(made["labels"]!.AsArray().Select(l => (string)l!)).And.EqualTo(new[] { "grade", "click", "cart", "purchase", "dwell" }));
        Assert.That(header.Skip(14), Is.EqualTo(made["features"]!.AsArray().Select(f => (string)f!)));
        Assert.That(((int)made["found"]!, (int)made["rows"]!), Is.EqualTo((0, (int)made["rows"]!)));
        var again = JsonNode.Parse(Run(command).Out)!;
        Assert.That((int)again["found"]!, Is.EqualTo((int)made["files"]!).And.Positive);
        var refused = Run([.. command, "--seed", "2"]);
        Assert.That((refused.Code, refused.Error.TrimEnd().Split('\n').Length), Is.EqualTo((2, 1)));
        Assert.That(refused.Error, Does.Contain("of seed 1, not 2"));
    }

    [Test]
    public void Segments_are_one_line_of_csv_for_each_user_who_did_something()
    {
        var (code, output, error) = Run("segments", "--package", _package, "--count", "3");
        Assert.That(code, Is.Zero, error);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.That(lines[0], Is.EqualTo("user,segment,distance,like"));
        Assert.That(lines.Skip(1).Select(l => l.Split(',')[0]), Is.Unique.And.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
        Assert.That(lines.Skip(1).Select(l => l.Split(',')[1]).Distinct().Order(), Is.EqualTo(new[] { "segment-1", "segment-2", "segment-3" }));
        Assert.That(Run("segments", "--package", _package, "--count", "3", "--out", _folder["users.csv"]).Out, Is.Empty);
        Assert.That(File.ReadAllText(_folder["users.csv"]), Is.EqualTo(output));
    }

    [Test]
    public void An_unknown_user_gets_a_list_too() =>
        Assert.That(Items(Run("recommend", "--package", _package, "--user", "nobody", "-k", "3").Out), Has.Count.EqualTo(3));

    [Test]
    public void A_damaged_package_is_refused_in_one_line()
    {
        byte[] bytes = File.ReadAllBytes(_package);
        string damaged = _folder["damaged.recsys"];
        File.WriteAllBytes(damaged, bytes[..(bytes.Length / 2)]);
        var (code, output, error) = Run("recommend", "--package", damaged, "--user", "u1");
        Assert.That(code, Is.EqualTo(ExitCode.BadInput));
        Assert.That(output, Is.Empty);
        Assert.That(error.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(error, Does.Contain("damaged.recsys").And.Not.Contain("   at "));
    }

    [TestCase("train --data nowhere --out x.recsys", "nowhere")]
    [TestCase("recommend --package nowhere.recsys --user u1", "nowhere.recsys")]
    [TestCase("train --data", "--data")]
    [TestCase("recommend --user", "--user")]
    [TestCase("fly", "fly")]
    public void Bad_usage_exits_with_2_and_says_what(string line, string expected)
    {
        var (code, output, error) = Run(line.Split(' '));
        Assert.That(code, Is.EqualTo(ExitCode.BadInput));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.Contain(expected).And.Not.Contain("   at "));
    }

    private static List<string> Items(string json) => [.. JsonNode.Parse(json)!["items"]!.AsArray().Select(i => i!["item"]!.GetValue<string>())];

    private static (int Code, string Out, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = RecsysCommandLine.RunAsync(args, output, error).GetAwaiter().GetResult();
        return (code, output.ToString(), error.ToString());
    }
}
