using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Recsys.MLNet.AspNetCore;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Engine;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys serve --package F --store PATH --urls http://127.0.0.1:8080</c>: the web service with its dashboard.</summary>
public static class ServeCommand
{
    public static Command Create()
    {
        var packages = new Option<string[]>("--package") { Description = "Package, or NAME=package; may be repeated. Without one live sources answer.", HelpName = "[NAME=]F" };
        var store = new Option<string>("--store") { Description = "Where events are kept: PATH, sqlite:PATH, postgres://USER:PASSWORD@HOST:PORT/DATABASE (password also from PGPASSWORD), or memory.", DefaultValueFactory = _ => "memory", HelpName = "STORE" };
        var urls = new Option<string>("--urls") { Description = "Address to listen on.", DefaultValueFactory = _ => "http://127.0.0.1:8080", HelpName = "URL" };
        var keys = new Option<string[]>("--api-key") { Description = "API key, or SCOPE[+SCOPE]:key with ingest, serve, admin; may be repeated.", HelpName = "K" };
        var components = ComponentOptions.Create();
        return new Command("serve", "Serve lists over HTTP.")
            .With(packages, store, urls, keys, components)
            .OnRun(run =>
            {
                ComponentOptions.Load(run, components);
                return Serve(run, run.Get(packages) ?? [], run.Get(store)!, run.Get(urls)!, run.Get(keys) ?? []);
            });
    }

    private static async Task<int> Serve(CliRun run, string[] packages, string store, string urls, string[] keys)
    {
        foreach (string url in urls.Split(';'))
            if (keys.Length == 0 && !IsLoopback(url))
                throw new ArgumentException($"--urls {url} can be reached from other machines; give an --api-key, or listen on http://127.0.0.1:8080.");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls.Split(';'));
        builder.Logging.SetMinimumLevel(run.Quiet ? LogLevel.Error : LogLevel.Warning);
        // stdout is for data; everything people read goes to stderr.
        builder.Logging.AddSimpleConsole(c => c.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(c => c.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddRecsysHttp(
            engine =>
            {
                engine.Store = store;
                foreach (string package in packages)
                    if (package.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
                        engine.Packages[package[..at]] = package[(at + 1)..];
                    else
                        engine.Package = package;
            },
            http =>
            {
                foreach (string key in keys)
                    Add(http, key);
            });
        await using var app = builder.Build();
        app.MapRecsys();
        await app.StartAsync(run.Settings.Cancellation);
        var engine = app.Services.GetRequiredService<RecsysEngine>();
        run.Say($"listening on {string.Join(", ", app.Urls)}; models {string.Join(", ", engine.Models.Select(m => $"{m.Name} {m.Version}"))}; {engine.World.Sequence} events in the store");
        using var stop = run.Settings.Cancellation.Register(app.Lifetime.StopApplication);
        await app.WaitForShutdownAsync(CancellationToken.None);
        return ExitCode.Ok;
    }

    internal static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
            ? address.IsLoopback || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip))
            : url.Contains("*", StringComparison.Ordinal) || url.Contains("+", StringComparison.Ordinal) ? false
            : throw new ArgumentException($"--urls {url} is no address; expected one such as http://127.0.0.1:8080.");

    private static void Add(RecsysHttpOptions http, string key)
    {
        int at = key.IndexOf(':', StringComparison.Ordinal);
        if (at < 0)
        {
            http.Keys[key] = ApiScopes.All;
            return;
        }
        http.Keys[key[(at + 1)..]] = key[..at].Split('+').Aggregate(ApiScopes.None, (scopes, name) => scopes | name.ToLowerInvariant() switch
        {
            "ingest" => ApiScopes.Ingest,
            "serve" => ApiScopes.Serve,
            "admin" => ApiScopes.Admin,
            _ => throw new ArgumentException($"--api-key names the scope '{name}'; known are ingest, serve and admin."),
        });
    }
}
