using System.Xml.Linq;

namespace Recsys.MLNet.Tests.House;

/// <summary>Who may reference whom; docs/architecture.md draws it.</summary>
[TestFixture]
public sealed class DependencyDirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Recsys.MLNet.Core"] = [],
        ["Recsys.MLNet.Contracts"] = [],
        ["Recsys.MLNet"] = ["Recsys.MLNet.Core", "Recsys.MLNet.Contracts"],
        ["Recsys.MLNet.Trainers"] = ["Recsys.MLNet", "Recsys.MLNet.Contracts"],
        ["Recsys.MLNet.ModelBuilder"] = ["Recsys.MLNet.Trainers"],
        ["Recsys.MLNet.AspNetCore"] = ["Recsys.MLNet"],
        ["Recsys.MLNet.Cli"] = ["Recsys.MLNet.ModelBuilder", "Recsys.MLNet.AspNetCore"],
    };

    [TestCaseSource(nameof(Projects))]
    public void A_project_references_only_what_the_drawing_allows(string project)
    {
        var references = XDocument.Load(Repository.At(project, project + ".csproj")).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.That(references, Is.SubsetOf(Allowed[project]));
    }

    [Test]
    public void Core_knows_no_framework()
    {
        var packages = XDocument.Load(Repository.At("Recsys.MLNet.Core", "Recsys.MLNet.Core.csproj")).Descendants()
            .Where(e => e.Name.LocalName is "PackageReference" or "FrameworkReference").Select(e => e.Attribute("Include")!.Value);
        Assert.That(packages, Is.EqualTo(new[] { "System.Numerics.Tensors" }));
    }

    [Test]
    public void The_web_service_cannot_train()
    {
        var references = System.Reflection.Assembly.Load("Recsys.MLNet.AspNetCore").GetReferencedAssemblies().Select(a => a.Name);
        Assert.That(references, Has.None.EqualTo("Recsys.MLNet.Trainers").And.None.EqualTo("Recsys.MLNet.ModelBuilder"));
    }

    [Test]
    public void Only_Core_shares_its_internals_and_only_with_the_family()
    {
        foreach (string project in Allowed.Keys)
        {
            var friends = XDocument.Load(Repository.At(project, project + ".csproj")).Descendants("InternalsVisibleTo").Select(e => e.Attribute("Include")!.Value).ToList();
            if (project == "Recsys.MLNet.Core")
                Assert.That(friends, Is.All.StartsWith("Recsys.MLNet").Or.EqualTo("recsys"));
            else
                Assert.That(friends, Is.SubsetOf(new[] { "Recsys.MLNet.Tests", "Recsys.MLNet.Benchmarks" }), project);
        }
    }

    [Test]
    public void One_classic_solution_stands_at_the_root()
    {
        var solutions = Directory.GetFiles(Repository.Root, "*.sln*").Select(Path.GetFileName);
        Assert.That(solutions, Is.EqualTo(new[] { "Recsys.MLNet.sln" }));
    }

    private static IEnumerable<string> Projects() => Allowed.Keys;
}
