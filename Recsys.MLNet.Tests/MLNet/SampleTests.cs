using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Tests.House;
using Recsys.MLNet.Tests.Packages;

namespace Recsys.MLNet.Tests.MLNet;

/// <summary>The samples run, and do what they say.</summary>
[TestFixture]
public sealed class SampleTests
{
    [Test]
    public void The_pipeline_ranks_later_lists_better_than_its_parts_and_survives_saving()
    {
        using var process = Start("Pipeline");
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, error.Result);
        double Ndcg(string column) => double.Parse(Regex.Match(output, $@"by {column}\s+(\S+)").Groups[1].Value, CultureInfo.InvariantCulture);
        var (before, after) = (Regex.Match(output, @"scores (\S+),").Groups[1].Value, Regex.Match(output, @"loaded (\S+)").Groups[1].Value);
        Assert.Multiple(() =>
        {
            Assert.That(Ndcg("Score"), Is.GreaterThan(Ndcg("FactorScore")).And.GreaterThan(Ndcg("Popularity")).And.GreaterThan(Ndcg("Match")), output);
            Assert.That(after, Is.EqualTo(before).And.Not.Empty);
        });
    }

    [Test]
    public async Task The_web_app_answers_from_its_package_and_follows_the_file()
    {
        using var folder = new TempFolder();
        string package = folder["shop.recsys"];
        TestPackage.Write(package, favourite: 1);
        using var process = Start("PoolWebApp", "--Package", package, "--urls", "http://127.0.0.1:0");
        try
        {
            string? address = null;
            while (address is null && await process.StandardOutput.ReadLineAsync() is { } line)
                address = Regex.Match(line, @"http://127\.0\.0\.1:\d+") is { Success: true } found ? found.Value : null;
            Assert.That(address, Is.Not.Null, "the app did not start");
            _ = process.StandardOutput.ReadToEndAsync(); // keeps its log flowing
            using var client = new HttpClient { BaseAddress = new Uri(address!) };
            Assert.That((await Ask(client))?.Items[0], Is.EqualTo("i1"));
            string version = TestPackage.Write(package, favourite: 4);
            RankedRow? answer = null;
            for (int tries = 0; tries < 100 && answer?.ModelVersion != version; tries++)
            {
                await Task.Delay(100);
                answer = await Ask(client);
            }
            Assert.That((answer?.ModelVersion, answer?.Items[0]), Is.EqualTo((version, "i4")));
        }
        finally
        {
            process.Kill();
        }
    }

    [TestCase("lists", 5)]
    [TestCase("onnx", 2)]
    public void ML_NETs_own_models_run_beside_and_inside_ours(string part, int rows)
    {
        if (typeof(Microsoft.ML.IDataView).Assembly.GetName().Name == "Recsys.MLNet.Contracts")
        {
            // There are no such models here, and the sample says so instead of failing on missing types.
            var (code, said) = Dotnet.Run(Repository.At("samples", "StockModels"), "msbuild", "-t:NeedsGenuine", "-nologo", "-v:q");
            Assert.That(code, Is.Not.Zero);
            Assert.That(said, Does.Contain("-p:MLNetPackages=true or -p:MLNetPath=DIR"));
            return;
        }
        if (!File.Exists(ProgramOf("StockModels")))
            RequiredServer.Missing("samples/StockModels is not in the solution: build it in the mode of the tests");
        using var process = Start("StockModels", part);
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, error.Result);
        var numbers = Regex.Matches(output, @"^\| [^|]+ \| ([\d.]+) \|(?: ([\d.e+-]+) \|)?", RegexOptions.Multiline).ToList();
        Assert.That(numbers, Has.Count.GreaterThanOrEqualTo(rows), output + error.Result);
        foreach (var row in numbers)
            Assert.That(double.Parse(row.Groups[part == "onnx" ? 2 : 1].Value, CultureInfo.InvariantCulture), part == "onnx" ? Is.LessThan(1e-3) : Is.InRange(0.4, 1), row.Value);
    }

    private static async Task<RankedRow?> Ask(HttpClient client) => await client.GetFromJsonAsync<RankedRow>("/recommend/anybody?count=2");

    // Beside the tests' own outputs, in whichever mode they were built.
    private static string ProgramOf(string sample) => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", sample, "release", sample + ".dll"));

    private static Process Start(string sample, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["exec", ProgramOf(sample), .. arguments])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
