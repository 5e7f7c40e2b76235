using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>Fetches the files of an encoder into a folder, going on where it was broken off.</summary>
/// <remarks>
/// A file is written beside its place as <c>NAME.part</c>, checked, and renamed: whatever lies in the folder under its own name is whole. What is there
/// already is kept if size and checksum, as far as they are known, agree. Checked are the list's size and SHA-256; where the list
/// knows none, those that the server states (<c>X-Linked-Size</c> and <c>X-Linked-ETag</c> where it sends on to a large file, <c>Content-Length</c>).
/// </remarks>
/// <param name="client">Does the talking, without following redirections by itself, which would lose what the server states; without a timeout, for files are large.</param>
/// <param name="server">Where encoders lie.</param>
public sealed class EncoderFetch(HttpClient client, Uri? server = null)
{
    /// <summary>Where encoders lie unless another server is named.</summary>
    public static Uri Hub { get; } = new("https://huggingface.co/");

    private const int MostRedirections = 8;
    private readonly Uri _server = server ?? Hub;

    /// <summary>Fetches what the folder lacks.</summary>
    /// <returns>How many files were fetched, whole or the rest of them.</returns>
    /// <exception cref="HttpRequestException">The server cannot be reached or refuses; the message says how to place the files by hand.</exception>
    /// <exception cref="InvalidDataException">What came is not what was promised; nothing is kept of it.</exception>
    public async Task<int> FetchAsync(PublishedEncoder encoder, string folder, IProgress<EncoderFetchProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        int fetched = 0;
        foreach (var file in encoder.Files)
        {
            try
            {
                fetched += await FetchAsync(encoder, file, folder, progress, cancellation).ConfigureAwait(false) ? 1 : 0;
            }
            catch (HttpRequestException failure)
            {
                throw new HttpRequestException($"{AddressOf(encoder, file)} cannot be fetched: {Reason(failure)}. {ByHand(encoder, folder)}", failure, failure.StatusCode);
            }
        }
        return fetched;
    }

    /// <summary>How to place the files where the network does not allow to fetch them.</summary>
    public string ByHand(PublishedEncoder encoder, string folder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        return $"On a machine that can, download from {new Uri(_server, encoder.Repository)} the files {string.Join(", ", encoder.Files.Select(f => f.Optional ? f.Path + " (if there)" : f.Path))}, and copy them to {folder} under the same names; then give that folder as the model.";
    }

    private Uri AddressOf(PublishedEncoder encoder, EncoderFile file) => new(_server, $"{encoder.Repository}/resolve/main/{file.Path}");

    private static string Reason(HttpRequestException failure) => failure.StatusCode is { } status ? $"the server answered {(int)status} {status}" : failure.Message.TrimEnd('.');

    private async Task<bool> FetchAsync(PublishedEncoder encoder, EncoderFile file, string folder, IProgress<EncoderFetchProgress>? progress, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, Path.Combine(file.Path.Split('/'))), part = path + ".part";
        if (File.Exists(path) && (file.Bytes == 0 || new FileInfo(path).Length == file.Bytes) && (file.Sha256 is null || Checksum(path) == file.Sha256))
            return false;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        long have = File.Exists(part) ? new FileInfo(part).Length : 0;
        var (response, stated) = await Ask(AddressOf(encoder, file), have, cancellation).ConfigureAwait(false);
        using var _ = response;
        if (response.StatusCode == HttpStatusCode.NotFound && file.Optional)
            return false;
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && have > 0)
        {
            File.Delete(part); // it has all that the server has, or more: of whatever file it was, this one is fetched whole
            return await FetchAsync(encoder, file, folder, progress, cancellation).ConfigureAwait(false);
        }
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
            throw new HttpRequestException($"status {(int)response.StatusCode}", null, response.StatusCode);
        bool resumes = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        if (!resumes)
            have = 0;
        long size = file.Bytes > 0 ? file.Bytes : stated.Size > 0 ? stated.Size : SizeOf(response, have);
        await Copy(response, part, have, new(file.Path, have, size), progress, cancellation).ConfigureAwait(false);
        Check(file, part, size, file.Sha256 ?? stated.Sha256);
        File.Move(part, path, overwrite: true);
        return true;
    }

    // Follows redirections itself: the answer that sends on to a large file states its size and checksum, the file's own does not.
    private async Task<(HttpResponseMessage Response, (long Size, string? Sha256) Stated)> Ask(Uri address, long from, CancellationToken cancellation)
    {
        (long Size, string? Sha256) stated = default;
        for (int hop = 0; ; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (from > 0)
                request.Headers.Range = new RangeHeaderValue(from, null);
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            stated = (StatedSize(response) is > 0 and var size ? size : stated.Size, StatedChecksum(response) ?? stated.Sha256);
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } next || hop == MostRedirections)
                return (response, stated);
            response.Dispose();
            address = new Uri(address, next);
        }
    }

    private static async Task Copy(HttpResponseMessage response, string part, long have, EncoderFetchProgress state, IProgress<EncoderFetchProgress>? progress, CancellationToken cancellation)
    {
        using var content = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var file = new FileStream(part, have > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write);
        var buffer = new byte[1 << 16];
        while (await Read(content, buffer, cancellation).ConfigureAwait(false) is > 0 and var count)
        {
            await file.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
            have += count;
            progress?.Report(state with { Have = have });
        }
    }

    private static async Task<int> Read(Stream content, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            throw new HttpRequestException($"the connection broke off ({failure.Message.TrimEnd('.')}); ask again, what has come is kept", failure);
        }
    }

    private static void Check(EncoderFile file, string part, long size, string? checksum)
    {
        long length = new FileInfo(part).Length;
        if (size > 0 && length < size)
            throw new HttpRequestException($"{file.Path} broke off after {length} of {size} bytes; ask again, what has come is kept");
        string? got = checksum is null ? null : Checksum(part);
        if ((size <= 0 || length == size) && got == checksum)
            return;
        File.Delete(part);
        throw new InvalidDataException($"{file.Path} came with {length} bytes{(got is null ? "" : $" and SHA-256 {got}")}; expected {(size > 0 ? $"{size} bytes" : "any size")}{(checksum is null ? "" : $" and {checksum}")}. Nothing of it was kept; try again, or another network.");
    }

    private static string Checksum(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static long SizeOf(HttpResponseMessage response, long have) =>
        response.Content.Headers.ContentRange?.Length ?? (response.Content.Headers.ContentLength is { } left ? have + left : 0);

    private static long StatedSize(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Linked-Size", out var sizes) && long.TryParse(sizes.First(), CultureInfo.InvariantCulture, out long linked) ? linked : 0;

    // Large files carry their SHA-256 as the tag of what they link to; tags of other lengths are no checksums.
    private static string? StatedChecksum(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Linked-ETag", out var tags) && tags.First().Trim('"') is { Length: 64 } tag && tag.All(char.IsAsciiHexDigit) ? tag.ToLowerInvariant() : null;
}
