using System.Globalization;
using System.Text;
using Recsys.MLNet.Data;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>The Cranfield collection: does a question lie near the abstracts that answer it?</summary>
/// <remarks>
/// All abstracts are ranked for each query by cosine, ties in the order of the file. A document's text is its title and its abstract;
/// query n of the judgements is the n-th of the file, whatever its number; grades 1 to 4 are relevant, alike. Whatever is fitted on
/// texts sees the documents alone. Queries without a relevant document do not count.
/// </remarks>
public sealed class CranfieldCollection
{
    private const string DocumentFile = "cran.all.1400", QueryFile = "cran.qry", JudgementFile = "cranqrel";
    private const int TextsAtOnce = 128;
    private readonly List<string> _documents, _queries;
    private readonly HashSet<int>[] _relevant;

    private CranfieldCollection(List<string> documents, List<string> queries, HashSet<int>[] relevant) => (_documents, _queries, _relevant) = (documents, queries, relevant);

    /// <summary>The documents, which term weights are fitted on.</summary>
    public IReadOnlyList<string> Documents => _documents;

    /// <summary>Number of queries that have a relevant document.</summary>
    public int Queries => _relevant.Count(documents => documents.Count > 0);

    /// <summary>Reads the folder that holds <c>cran.all.1400</c>, <c>cran.qry</c> and <c>cranqrel</c>.</summary>
    /// <exception cref="InvalidDataException">A line is not of the collection's form.</exception>
    public static CranfieldCollection Read(string folder)
    {
        EvaluationFolder.Check(folder, DocumentFile, QueryFile, JudgementFile);
        var documents = ReadEntries(Path.Combine(folder, DocumentFile), "T", "W");
        var queries = ReadEntries(Path.Combine(folder, QueryFile), "W");
        return new(documents, queries, ReadJudgements(Path.Combine(folder, JudgementFile), documents.Count, queries.Count));
    }

    /// <summary>Mean average precision over the full ranking, and mean NDCG of the first ten.</summary>
    public (double Map, double Ndcg) Measure(ITextEncoder encoder, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(run);
        var (documents, queries) = (Encode(encoder, _documents, run), Encode(encoder, _queries, run));
        var (map, ndcg) = (new double[queries.Length], new double[queries.Length]);
        run.ParallelFor(queries.Length, q =>
        {
            var scores = Array.ConvertAll(documents, document => StsBenchmark.Cosine(queries[q].Span, document.Span));
            int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(document => scores[document])];
            int[] ranks = [.. Enumerable.Range(0, order.Length).Where(rank => _relevant[q].Contains(order[rank]))];
            (map[q], ndcg[q]) = (RankingMetrics.AveragePrecision(ranks, int.MaxValue), RankingMetrics.Ndcg(ranks, 10));
        });
        return (map.Sum() / Queries, ndcg.Sum() / Queries);
    }

    private static ReadOnlyMemory<float>[] Encode(ITextEncoder encoder, List<string> texts, RunSettings run)
    {
        int d = encoder.Dimensions;
        var rows = new ReadOnlyMemory<float>[texts.Count];
        for (int from = 0; from < texts.Count; from += TextsAtOnce)
        {
            run.Report("encode", (double)from / texts.Count);
            int count = Math.Min(TextsAtOnce, texts.Count - from);
            var vectors = new float[count * d];
            encoder.Encode(texts.GetRange(from, count), vectors, run.Cancellation);
            for (int i = 0; i < count; i++)
                rows[from + i] = vectors.AsMemory(i * d, d);
        }
        return rows;
    }

    // Entries begin with ".I number"; a line of a dot and a letter begins a field.
    private static List<string> ReadEntries(string path, params string[] fields)
    {
        using var reader = new StreamReader(InputFile.Open(path), Encoding.UTF8);
        var entries = new List<StringBuilder>();
        string field = "";
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.StartsWith(".I ", StringComparison.Ordinal))
                entries.Add(new());
            else if (entries.Count == 0)
                throw new InvalidDataException($"{path} line {number}: '{line[..Math.Min(40, line.Length)]}'; expected .I and a number.");
            else if (line.TrimEnd() is ['.', >= 'A' and <= 'Z'] mark)
                field = mark[1..];
            else if (fields.Contains(field))
                entries[^1].Append(line).Append('\n');
        }
        return [.. entries.Select(entry => entry.ToString())];
    }

    private static HashSet<int>[] ReadJudgements(string path, int documents, int queries)
    {
        var relevant = Enumerable.Range(0, queries).Select(_ => new HashSet<int>()).ToArray();
        using var reader = new StreamReader(InputFile.Open(path), Encoding.UTF8);
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length == 0)
                continue;
            int[] values = [.. parts.Select(part => int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : int.MinValue)];
            if (values.Length != 3 || values[0] < 1 || values[0] > queries || values[1] < 1 || values[1] > documents || values[2] is < -1 or > 5)
                throw new InvalidDataException($"{path} line {number}: '{line.Trim()}'; expected query 1..{queries}, document 1..{documents}, grade -1..5.");
            if (values[2] is >= 1 and <= 4)
                relevant[values[0] - 1].Add(values[1] - 1);
        }
        return relevant;
    }
}
