using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime;
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
        var ab = new Option<string[]>("--ab") { Description = "Shares the users of NAME between models, such as default=a:90,b:10; may be repeated.", HelpName = "NAME=MODEL:SHARE,…" };
        var shadows = new Option<string[]>("--shadow") { Description = "Asks SHADOW the same as MODEL after the answer, and compares; may be repeated.", HelpName = "MODEL=SHADOW" };
        var affinity = new Option<bool>("--affinity") { Description = "A load balancer keeps each user on one node: saves a query of a shared store for each list." };
        var memory = new Option<int>("--state-mb") { Description = "Memory for users and items in millions of bytes; default as the package says.", HelpName = "MB" };
        var tenant = new Option<string?>("--tenant") { Description = "Refuses events of any other tenant." };
        return new Command("serve", "Serve lists over HTTP.")
            .With(packages, store, urls, keys, ab, shadows, affinity, memory, tenant, components)
            .OnRun(run =>
            {
                ComponentOptions.Load(run, components);
                return Serve(run, run.Get(packages) ?? [], run.Get(store)!, run.Get(urls)!, run.Get(keys) ?? [], engine =>
                {
                    foreach (string split in run.Get(ab) ?? [])
                        AddSplit(engine, split);
                    foreach (string shadow in run.Get(shadows) ?? [])
                        engine.Shadows[Part(shadow, 0, "--shadow", "MODEL=SHADOW")] = Part(shadow, 1, "--shadow", "MODEL=SHADOW");
                    engine.ReadThrough = !run.Get(affinity);
                    engine.Tenant = run.Get(tenant);
                    engine.StateMegabytes = run.Get(memory);
                });
            });
    }

    private static async Task<int> Serve(CliRun run, string[] packages, string store, string urls, string[] keys, Action<RecsysOptions> more)
    {
        foreach (string url in urls.Split(';'))
            if (keys.Length == 0 && !IsLoopback(url))
                throw new ArgumentException($"--urls {url} can be reached from other machines; give an --api-key, or listen on http://127.0.0.1:8080.");
        // A collection of the whole heap that moves what it keeps stops every request for a third of a second; one beside the requests does not.
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
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
                more(engine);
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

    private static void AddSplit(RecsysOptions engine, string split)
    {
        const string Form = "NAME=MODEL:SHARE,MODEL:SHARE";
        var shares = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (string arm in Part(split, 1, "--ab", Form).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            shares[arm.Split(':')[0]] = arm.Split(':') is [_, var share] && double.TryParse(share, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
                : throw new ArgumentException($"--ab has '{arm}'; expected {Form}, such as default=a:90,b:10.");
        engine.Splits[Part(split, 0, "--ab", Form)] = shares;
    }

    private static string Part(string text, int place, string option, string form) =>
        text.Split('=', 2) is [var left, var right] && left.Length > 0 && right.Length > 0 ? place == 0 ? left : right : throw new ArgumentException($"{option} is '{text}'; expected {form}.");

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
