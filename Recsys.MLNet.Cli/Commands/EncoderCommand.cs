using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys encoder add NAME</c> and <c>recsys encoder list</c>: published encoders, fetched by name.</summary>
public static class EncoderCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new Command("encoder", "Fetch a published text encoder by name.").With(Add(), List());

    private static Command Add()
    {
        var name = new Argument<string>("NAME") { Description = $"One of {string.Join(", ", PublishedEncoder.All.Select(e => e.Name))}." };
        var output = new Option<string?>("--out") { Description = "Folder for its files. Default models/NAME.", HelpName = "DIR" };
        var server = new Option<string?>("--server") { Description = $"Another server that keeps encoders as {EncoderFetch.Hub} does: a mirror.", HelpName = "URL" };
        return new Command("add", "Fetch an encoder; asked again, it goes on where it was broken off.").With(name, output, server).OnRun(async run =>
        {
            var encoder = PublishedEncoder.Find(run.Get(name));
            string folder = run.Get(output) ?? Path.Combine("models", encoder.Name);
            if (File.Exists(folder))
                throw new InvalidDataException($"{folder} is a file; expected a folder to write into.");
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
            client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("recsys", "1.0"));
            var fetch = new EncoderFetch(client, Address(run.Get(server)));
            var progress = new Reporter(state => run.Settings.Report(state.File, state.Size > 0 ? (double)state.Have / state.Size : 0));
            int fetched = await fetch.FetchAsync(encoder, folder, progress, run.Settings.Cancellation).ConfigureAwait(false);
            run.Say($"{encoder.Name} ({encoder.Repository}): {fetched} files fetched, {folder} is complete. Use it as --model {folder}.");
            run.Print(new JsonObject { ["format"] = 1, ["encoder"] = encoder.Name, ["repository"] = encoder.Repository, ["folder"] = folder, ["fetched"] = fetched });
            return ExitCode.Ok;
        });
    }

    private static Command List() => new Command("list", "The encoders known by name.").OnRun(run =>
    {
        foreach (var encoder in PublishedEncoder.All)
            run.Out.WriteLine($"{encoder.Name}\t{encoder.Repository}\t{encoder.About}");
        return ExitCode.Ok;
    });

    private static Uri? Address(string? server) => server is null ? null
        : Uri.TryCreate(server.EndsWith('/') ? server : server + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        : throw new ArgumentException($"--server is '{server}'; expected an address such as {EncoderFetch.Hub}.");

    /// <summary>Reports on the thread that fetches: a progress line must not come after the last message.</summary>
    private sealed class Reporter(Action<EncoderFetchProgress> report) : IProgress<EncoderFetchProgress>
    {
        public void Report(EncoderFetchProgress value) => report(value);
    }
}
