using System.Runtime.CompilerServices;

namespace Recsys.MLNet.Tests.House;

/// <summary>Where the checkout is, for tests that hold its files together.</summary>
internal static class Repository
{
    /// <summary>Assemblies users reference, by project.</summary>
    public static readonly string[] Products =
        ["Recsys.MLNet.Core", "Recsys.MLNet", "Recsys.MLNet.Trainers", "Recsys.MLNet.ModelBuilder", "Recsys.MLNet.AspNetCore"];

    /// <summary>Set to 1 to write the generated documents instead of comparing them.</summary>
    public static bool Accept => Environment.GetEnvironmentVariable("RECSYS_ACCEPT") == "1";

    public static string Root { get; } = Find();

    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    public static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Root, pattern, new EnumerationOptions { RecurseSubdirectories = true })
            .Where(f => !f.Contains("/artifacts/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    // Deterministic builds map source paths away, so the search starts where the tests run.
    private static string Find()
    {
        for (string? at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
            if (File.Exists(Path.Combine(at, "Recsys.MLNet.sln")))
                return at;
        throw new InvalidOperationException($"No Recsys.MLNet.sln above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }

    /// <summary>Compares a generated text with its committed copy, or writes it when asked to.</summary>
    public static void IsAsCommitted(string file, string generated, [CallerMemberName] string test = "")
    {
        string path = At(file);
        if (Accept)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, generated);
        }
        string committed = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.That(committed.Split('\n'), Is.EqualTo(generated.Split('\n')),
            $"{file} is out of date. If the change is meant: RECSYS_ACCEPT=1 dotnet test -c Release --filter Name={test}, then commit the file.");
    }
}
