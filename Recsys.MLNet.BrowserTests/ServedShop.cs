using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recsys.MLNet.AspNetCore;
using Recsys.MLNet.Engine;
using Recsys.MLNet.ModelBuilder.Simulation;
using Recsys.MLNet.ModelBuilder.Training;

namespace Recsys.MLNet.BrowserTests;

/// <summary>A simulated shop behind the real service on a real port, and a browser to look at it.</summary>
[SetUpFixture]
public sealed class ServedShop
{
    private static WebApplication? s_app;
    private static DirectoryInfo? s_folder;

    internal static Chromium Browser { get; private set; } = null!;

    public static string Address { get; private set; } = "";

    public static RecsysEngine Engine => s_app!.Services.GetRequiredService<RecsysEngine>();

    [OneTimeSetUp]
    public async Task Open()
    {
        Browser = await Chromium.Start();
        s_folder = Directory.CreateTempSubdirectory("recsys-shop-");
        string package = Path.Combine(s_folder.FullName, "shop.recsys");
        var shop = new Simulator(new SimulationOptions { Users = 120, Items = 80, Days = 8 }).Events(RunSettings.Default);
        new RecommenderTrainer().Train(shop, RunSettings.Default).Save(package, new() { ["ndcg@10"] = new System.Text.Json.Nodes.JsonObject { ["value"] = 0.2345, ["low"] = 0.2, ["high"] = 0.27 }, ["coverage@10"] = 0.75, ["diversity@10"] = 0.5 });
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRecsysHttp(engine =>
        {
            engine.Package = package;
            engine.Packages["other"] = package;
            engine.Splits["home"] = new Dictionary<string, double> { ["default"] = 0.5, ["other"] = 0.5 };
            engine.Shadows["default"] = "other";
        });
        s_app = builder.Build();
        s_app.MapRecsys();
        // A shop's page: a list that is longer than the window, with the tracker as documented.
        s_app.MapGet("/shop", (bool consent) => Results.Content($$"""
            <!doctype html><html><body><script src="/tracker.js" data-endpoint="" data-consent="{{(consent ? "true" : "false")}}"></script>
            <ul data-ranking="list-1">{{string.Concat(Enumerable.Range(1, 30).Select(n => $"<li data-item=\"i{n}\" style=\"height:120px\"><a href=\"#i{n}\">item {n}</a> <button data-track=\"cart\">cart</button></li>"))}}</ul></body></html>
            """, "text/html"));
        await s_app.StartAsync();
        Address = s_app.Urls.First();
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        if (s_app is not null)
            await s_app.DisposeAsync();
        s_folder?.Delete(recursive: true);
    }
}
