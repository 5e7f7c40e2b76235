using System.Diagnostics.CodeAnalysis;

namespace Recsys.MLNet.Tests;

/// <summary>Servers, browsers, native libraries and builds that a test needs: where RECSYS_REQUIRE_SERVERS=1 a test without them fails, else it is skipped.</summary>
internal static class RequiredServer
{
    public static bool Required => Environment.GetEnvironmentVariable("RECSYS_REQUIRE_SERVERS") == "1";

    /// <summary>The value of a variable that names what is needed.</summary>
    public static string Named(string variable, string what)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            return value;
        Missing($"set {variable} to {what}");
        return "";
    }

    /// <summary>Ends the test.</summary>
    [DoesNotReturn]
    public static void Missing(string what)
    {
        if (Required)
            Assert.Fail($"RECSYS_REQUIRE_SERVERS=1, but something is missing: {what}");
        Assert.Ignore(what);
        throw new InvalidOperationException(what); // neither returns
    }
}
