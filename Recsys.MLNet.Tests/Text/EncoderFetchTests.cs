using System.Net;
using System.Security.Cryptography;

using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet.Tests.Text;

/// <summary>Fetching encoders from a server on this machine.</summary>
[TestFixture]
public sealed class EncoderFetchTests
{
    private static readonly byte[] Model = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 + i / 251))];
    private static readonly string ModelSum = Convert.ToHexStringLower(SHA256.HashData(Model));

    private FileServer _server = null!;
    private HttpClient _client = null!;
    private TempFolder _folder = null!;

    [SetUp]
    public async Task Start()
    {
        (_server, _client, _folder) = (await FileServer.Start(), new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }), new TempFolder());
        _server.Files["config.json"] = "{\"hidden_size\":8}"u8.ToArray();
        _server.Files["onnx/model.onnx"] = Model;
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private static PublishedEncoder Small(EncoderFile? model = null) =>
        new("small", "maker/small", "for tests", [new("config.json"), new("1_Pooling/config.json", Optional: true), model ?? new("onnx/model.onnx", Model.Length, ModelSum)]);

    private Task<int> Fetch(PublishedEncoder encoder) => new EncoderFetch(_client, _server.Address).FetchAsync(encoder, _folder.Path);

    [Test]
    public async Task Files_are_fetched_once_and_what_a_repository_lacks_is_left_out()
    {
        Assert.That(await Fetch(Small()), Is.EqualTo(2));
        Assert.That(File.ReadAllBytes(_folder["onnx/model.onnx"]), Is.EqualTo(Model));
        Assert.That(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "config.json", "model.onnx" }));
        Assert.That(await Fetch(Small()), Is.Zero);
    }

    [Test]
    public async Task What_broke_off_is_gone_on_with_and_never_lies_under_its_own_name()
    {
        _server.Files.Remove("config.json");
        _server.Files["config.json"] = "{}"u8.ToArray();
        await Fetch(new("small", "maker/small", "", [new("config.json")]));
        _server.BreakOffAfter = 100_000;
        Assert.That(async () => await Fetch(Small()), Throws.TypeOf<HttpRequestException>().With.Message.Contains("what has come is kept"));
        Assert.That(File.Exists(_folder["onnx/model.onnx"]), Is.False);
        long kept = new FileInfo(_folder["onnx/model.onnx.part"]).Length;
        Assert.That(kept, Is.GreaterThan(0).And.LessThanOrEqualTo(100_000));
        await Fetch(Small());
        Assert.That(_server.Asked[^1], Is.EqualTo($"onnx/model.onnx bytes={kept}-"));
        Assert.That(File.ReadAllBytes(_folder["onnx/model.onnx"]), Is.EqualTo(Model));
        Assert.That(File.Exists(_folder["onnx/model.onnx.part"]), Is.False);
    }

    [Test]
    public async Task A_file_of_another_checksum_is_refused_and_not_kept()
    {
        Assert.That(async () => await Fetch(Small(new("onnx/model.onnx", Model.Length, new string('0', 64)))), Throws.TypeOf<InvalidDataException>().With.Message.Contains(ModelSum).And.Message.Contains("Nothing of it was kept"));
        Assert.That(File.Exists(_folder["onnx/model.onnx"]) || File.Exists(_folder["onnx/model.onnx.part"]), Is.False);
        Directory.CreateDirectory(_folder["onnx"]);
        File.WriteAllText(_folder["onnx/model.onnx"], "something else");
        Assert.That(await Fetch(Small()), Is.EqualTo(1), "what lies there and does not agree is fetched anew");
        Assert.That(File.ReadAllBytes(_folder["onnx/model.onnx"]), Is.EqualTo(Model));
    }

    [Test]
    public async Task Where_the_list_knows_no_checksum_the_servers_own_counts_through_its_redirection()
    {
        _server.StatedChecksum = ModelSum;
        await Fetch(Small(new("onnx/model.onnx")));
        Assert.That(File.ReadAllBytes(_folder["onnx/model.onnx"]), Is.EqualTo(Model));
        File.Delete(_folder["onnx/model.onnx"]);
        _server.StatedChecksum = new string('a', 64);
        Assert.That(async () => await Fetch(Small(new("onnx/model.onnx"))), Throws.TypeOf<InvalidDataException>().With.Message.Contains(new string('a', 64)));
    }

    [Test]
    public async Task A_part_that_is_longer_than_the_file_is_fetched_anew()
    {
        Directory.CreateDirectory(_folder["onnx"]);
        File.WriteAllBytes(_folder["onnx/model.onnx.part"], new byte[Model.Length + 5]);
        await Fetch(Small());
        Assert.That(File.ReadAllBytes(_folder["onnx/model.onnx"]), Is.EqualTo(Model));
    }

    [Test]
    public void A_network_that_does_not_allow_it_is_said_with_how_to_do_it_by_hand()
    {
        _server.Refuses = HttpStatusCode.Forbidden;
        Assert.That(async () => await Fetch(Small()), Throws.TypeOf<HttpRequestException>().With.Message.Contains("403 Forbidden").And.Message.Contains("onnx/model.onnx, and copy them to").And.Message.Contains("maker/small"));
        var nowhere = new EncoderFetch(_client, new Uri("http://127.0.0.1:9/"));
        Assert.That(async () => await nowhere.FetchAsync(Small(), _folder.Path), Throws.TypeOf<HttpRequestException>().With.Message.Contains("cannot be fetched").And.Message.Contains("On a machine that can"));
    }

    [Test]
    public async Task The_command_fetches_from_a_mirror_and_knows_its_names()
    {
        _server.Files["tokenizer.json"] = "{}"u8.ToArray();
        var (code, output, error) = await Run("encoder", "add", "minilm", "--out", _folder["m"], "--server", _server.Address.ToString(), "--quiet");
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("\"fetched\": 3"));
        Assert.That(File.ReadAllBytes(_folder["m/onnx/model.onnx"]), Is.EqualTo(Model));
        (code, _, error) = await Run("encoder", "add", "word2vec");
        Assert.That((code, error), Is.EqualTo((ExitCode.BadInput, error)).And.Matches<(int, string Error)>(r => r.Error.Contains("known are minilm")));
        (code, _, error) = await Run("encoder", "add", "minilm", "--out", _folder["n"], "--server", "http://127.0.0.1:9", "--quiet");
        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(error, Does.Contain("cannot be fetched").And.Not.Contain("   at "));
        (code, output, _) = await Run("encoder", "list");
        Assert.That(output, Does.Contain("minilm\tsentence-transformers/all-MiniLM-L6-v2"));
        Assert.That(code, Is.Zero);
    }

    private static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await RecsysCommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
