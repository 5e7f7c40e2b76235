using System.Reflection;
using System.Security;
using Recsys.MLNet.Tests.Data;
using Recsys.MLNet.Tests.House;

namespace Recsys.MLNet.Tests.Packages;

/// <summary>The product's packages, made once of what the tests were built with, and a folder in which projects restore from them alone and from what this machine has already.</summary>
internal sealed class LocalFeed : IDisposable
{
    private static readonly string[] Projects =
        ["Recsys.MLNet.Contracts", "Recsys.MLNet.Core", "Recsys.MLNet", "Recsys.MLNet.Trainers", "Recsys.MLNet.ModelBuilder", "Recsys.MLNet.AspNetCore", "Recsys.MLNet.Cli", "templates"];

    private readonly TempFolder _folder = new();

    private LocalFeed(string version) => Version = version;

    /// <summary>Version of every package: one of its own, so that no cache knows it.</summary>
    public string Version { get; }

    /// <summary>Folder that the packages are in.</summary>
    public string Feed => _folder["feed"];

    /// <summary>A folder for projects.</summary>
    public string Work => _folder["work"];

    /// <summary>The build configuration of the tests, in which everything else was built too.</summary>
    public static string Configuration => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)).StartsWith("debug", StringComparison.OrdinalIgnoreCase) ? "Debug" : "Release";

    public static LocalFeed Make()
    {
        string contracts = typeof(RunSettings).Assembly.GetName().Name is not null ? typeof(RecommendationRow).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "MLNetContracts").Value! : "";
        if (contracts != "stand-in")
            RequiredServer.Missing($"a local feed is made of builds on the stand-in; this one has ML.NET's contracts from {contracts}");
        string suffix = $"local.{Environment.ProcessId}";
        var feed = new LocalFeed("0.1.0-" + suffix);
        try
        {
            Directory.CreateDirectory(feed.Work);
            File.WriteAllText(feed._folder["pack.proj"], $"""
                <Project>
                  <ItemGroup>
                {string.Concat(Projects.Select(p => $"    <Packed Include=\"{Xml(Directory.GetFiles(Repository.At(p), "*.csproj").Single())}\" />\n"))}  </ItemGroup>
                  <Target Name="Pack">
                    <MSBuild Projects="@(Packed)" Targets="Pack" BuildInParallel="true" Properties="NoBuild=true;Configuration={Configuration};LocalFeed=true;VersionSuffix={suffix};PackageOutputPath={Xml(feed.Feed)}" />
                  </Target>
                </Project>
                """);
            Dotnet.Succeeds(feed._folder.Path, "msbuild", "pack.proj", "-t:Pack", "-v:q", "-nologo", "-m:2");
            feed.PrepareWork();
            return feed;
        }
        catch
        {
            feed.Dispose();
            throw;
        }
    }

    /// <summary>Builds every project below <see cref="Work"/> in one run, warnings as errors.</summary>
    public void BuildAll()
    {
        File.WriteAllText(Path.Combine(Work, "all.proj"), """
            <Project>
              <ItemGroup><Built Include="*/**/*.csproj" /></ItemGroup>
              <Target Name="Go">
                <MSBuild Projects="@(Built)" Targets="Restore" Properties="Configuration=Release;Step=Restore" />
                <MSBuild Projects="@(Built)" Targets="Build" BuildInParallel="true" Properties="Configuration=Release" />
              </Target>
            </Project>
            """);
        Dotnet.Succeeds(Work, "msbuild", "all.proj", "-t:Go", "-v:q", "-nologo", "-m:2");
    }

    public void Dispose() => _folder.Dispose();

    // Packages of the product come from the feed into a folder of their own; everything else is on this machine, since the tests were built here.
    private void PrepareWork()
    {
        string known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(Work, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <RestorePackagesPath>{Xml(_folder["packages"])}</RestorePackagesPath>
                <RestoreFallbackFolders>{Xml(known)}</RestoreFallbackFolders>
                <RestoreAdditionalProjectSources>{Xml(Feed)}</RestoreAdditionalProjectSources>
                <NuGetAudit>false</NuGetAudit>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <WarningsNotAsErrors>NU1603</WarningsNotAsErrors>
              </PropertyGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(Work, "only-local.config"), $"""
            <configuration><packageSources><clear /><add key="local" value="{Xml(Feed)}" /></packageSources></configuration>
            """);
    }

    private static string Xml(string text) => SecurityElement.Escape(text)!;
}
