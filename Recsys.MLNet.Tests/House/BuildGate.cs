namespace Recsys.MLNet.Tests.House;

/// <summary>A test that this build or machine cannot run: mandatory where RECSYS_REQUIRE_SERVERS=1, else it skips.</summary>
internal static class BuildGate
{
    public static void Skip(string missing)
    {
        if (Environment.GetEnvironmentVariable("RECSYS_REQUIRE_SERVERS") == "1")
            Assert.Fail($"RECSYS_REQUIRE_SERVERS=1 but {missing}");
        Assert.Ignore(missing);
    }
}
