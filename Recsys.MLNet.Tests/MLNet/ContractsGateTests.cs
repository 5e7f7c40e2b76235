using System.Reflection;
using Microsoft.ML;

namespace Recsys.MLNet.Tests.MLNet;

/// <summary>Nothing compiles against the stand-in that would not compile against ML.NET 5.0.0.</summary>
[TestFixture]
public sealed class ContractsGateTests
{
    private static readonly Assembly Contracts = typeof(IDataView).Assembly;

    [SetUp]
    public void On_the_stand_in()
    {
        if (Contracts.GetName().Name != "Recsys.MLNet.Contracts")
            Assert.Ignore("this build uses the genuine assemblies");
    }

    [Test]
    public void Each_public_line_of_the_stand_in_is_a_line_of_the_genuine()
    {
        var genuine = Genuine();
        var lines = PublicSurface.Lines(Contracts).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.Count.GreaterThan(300));
            Assert.That(lines.Where(line => !genuine.Contains(line)), Is.Empty);
        });
    }

    [Test]
    public void A_class_that_cannot_be_derived_from_there_cannot_be_here()
    {
        var closed = Genuine().Where(line => line.EndsWith("cannot be subclassed outside", StringComparison.Ordinal)).Select(line => line.Split(" :: ")[0]).ToHashSet();
        var open = Contracts.GetTypes().Where(type => closed.Contains(type.FullName!) && type.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Any(c => c.IsPublic || c.IsFamily || c.IsFamilyOrAssembly));
        Assert.That(open, Is.Empty);
    }

    private static HashSet<string> Genuine()
    {
        using var stream = typeof(ContractsGateTests).Assembly.GetManifestResourceStream("mlnet-public-api")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n')];
    }
}
