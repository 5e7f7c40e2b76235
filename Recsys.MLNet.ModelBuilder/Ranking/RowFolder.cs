using System.Text.Json;
using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Rows of the ranker in a folder, a file for every 512 requests of the plan: what stopped goes on after the last whole file.</summary>
/// <remarks>
/// <c>rows.json</c> says what the rows depend on and which files are whole. A file is written aside and renamed, then named in
/// <c>rows.json</c>: nothing half-written is ever read.
/// </remarks>
internal sealed class RowFolder
{
    public const int PerPart = 512;
    public const string Manifest = "rows.json";
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _path;
    private Contents _contents;

    private sealed record Contents(int Format, RowFingerprint Fingerprint, int RequestsPerPart, IReadOnlyList<string> Features, IReadOnlyList<RowPart> Parts, IReadOnlyList<LearnedQuota>? Quotas, bool Complete);

    private RowFolder(string path, Contents contents) => (_path, _contents) = (path, contents);

    /// <summary>Opens a folder to go on with, or begins one.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="fingerprint">What its rows must depend on.</param>
    /// <param name="learnsQuotas">Whether recall quotas are learned from the first window: its rows are made in one go then.</param>
    /// <exception cref="ArgumentException">It holds other rows.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static RowFolder Open(string path, RowFingerprint fingerprint, bool learnsQuotas)
    {
        string file = Path.Combine(path, Manifest);
        if (!File.Exists(file))
        {
            var begun = new RowFolder(path, new(1, fingerprint, PerPart, [], [], null, false));
            begun.Save();
            return begun;
        }
        var contents = Read(file);
        if (contents.Fingerprint != fingerprint)
            throw new ArgumentException($"The rows in {path} are {fingerprint.Differs(contents.Fingerprint)}. Name another folder, or remove this one to make its rows anew.");
        foreach (var part in contents.Parts)
            if (!File.Exists(Path.Combine(path, part.File)))
                throw new InvalidDataException($"{Path.Combine(path, part.File)} is missing, which {Manifest} names. Remove the folder and make the rows again.");
        return new(path, learnsQuotas && contents.Quotas is null ? contents with { Parts = [] } : contents);
    }

    private static Contents Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Contents>(File.ReadAllText(file), s_json) is { Format: 1, RequestsPerPart: PerPart, Fingerprint: not null, Parts: not null, Features: not null } read ? read : throw new JsonException("it is of another format");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{file} cannot be read ({failure.Message.TrimEnd('.')}). Remove the folder and make the rows again.", failure);
        }
    }

    /// <summary>The features of its rows; empty before the first file.</summary>
    public IReadOnlyList<string> Features => _contents.Features;

    /// <summary>The files that are whole, in the order of the plan.</summary>
    public IReadOnlyList<RowPart> Parts => _contents.Parts;

    /// <summary>Recall quotas learned from its first window, or null before they were.</summary>
    public IReadOnlyList<LearnedQuota>? Quotas
    {
        get => _contents.Quotas;
        set
        {
            _contents = _contents with { Quotas = value };
            Save();
        }
    }

    /// <summary>Whether the rows of a request of the plan are there.</summary>
    public bool Has(int planned) => planned / PerPart < _contents.Parts.Count;

    /// <summary>Writes the next file.</summary>
    public void Write(IReadOnlyList<string> features, IReadOnlyList<RequestGroup> groups, int asked, int notRecalled, bool complete)
    {
        string name = $"part-{_contents.Parts.Count:D5}.csv.gz";
        AtomicFile.Write(Path.Combine(_path, name), stream => RowFile.Write(stream, features, groups));
        _contents = _contents with { Features = features, Complete = complete, Parts = [.. _contents.Parts, new(name, groups.Select(g => g.Planned).Distinct().Count(), groups.Sum(g => (long)g.Rows), asked, notRecalled)] };
        Save();
    }

    /// <summary>How many rows the requests before one of the plan have, and all of them.</summary>
    public (int Before, int All) Rows(int planned, Func<long, int> plannedOf)
    {
        int part = planned / PerPart;
        long before = _contents.Parts.Take(part).Sum(p => p.Rows);
        if (part < _contents.Parts.Count && planned % PerPart > 0)
            before += RowFile.Read(Path.Combine(_path, _contents.Parts[part].File), Features, plannedOf).Where(g => g.Planned < planned).Sum(g => (long)g.Rows);
        return checked(((int)before, (int)_contents.Parts.Sum(p => p.Rows)));
    }

    /// <summary>Every group in order, a file at a time.</summary>
    public IEnumerable<RequestGroup> Groups(Func<long, int> plannedOf)
    {
        foreach (var part in _contents.Parts)
        {
            string path = Path.Combine(_path, part.File);
            var groups = RowFile.Read(path, Features, plannedOf);
            if (groups.Sum(g => (long)g.Rows) != part.Rows)
                throw new InvalidDataException($"{path} has {groups.Sum(g => (long)g.Rows)} rows; {Manifest} says {part.Rows}. Remove the folder and make the rows again.");
            foreach (var group in groups)
                yield return group;
        }
    }

    private void Save() => AtomicFile.Write(Path.Combine(_path, Manifest), stream => JsonSerializer.Serialize(stream, _contents, s_json));
}
