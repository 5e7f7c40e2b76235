using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using Recsys.MLNet.AspNetCore;
using Recsys.MLNet.Engine;

namespace Recsys.MLNet.Tests.AspNetCore;

/// <summary>The service in the test's own process, without a socket and without a log.</summary>
internal static class TestService
{
    public static async Task<WebApplication> Start(Action<RecsysOptions>? engine = null, Action<RecsysHttpOptions>? http = null, string prefix = "")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddRecsysHttp(engine, http);
        var app = builder.Build();
        app.MapRecsys(prefix);
        await app.StartAsync();
        return app;
    }
}
