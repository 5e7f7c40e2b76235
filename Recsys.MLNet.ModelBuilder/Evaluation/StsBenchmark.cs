using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using Recsys.MLNet.Data;
using Recsys.MLNet.Data.Audit;
using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>STS-B, English: do pairs of sentences that people find alike lie near each other?</summary>
/// <remarks>
/// Spearman's correlation of the cosines and the grades over the development pairs. Whatever is fitted on texts sees the sentences of
/// both files, never the grades. Cer et al. 2017, "SemEval-2017 Task 1", §4.
/// </remarks>
public sealed class StsBenchmark
{
    private const string Train = "stsb-en-train.csv", Dev = "stsb-en-dev.csv";
    private const int PairsAtOnce = 64;
    private readonly List<(string A, string B, double Grade)> _pairs;

    private StsBenchmark(IReadOnlyList<string> texts, List<(string A, string B, double Grade)> pairs) => (Texts, _pairs) = (texts, pairs);

    /// <summary>The sentences of both files, which term weights are fitted on.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Number of development pairs.</summary>
    public int Pairs => _pairs.Count;

    /// <summary>Reads the folder that holds <c>stsb-en-train.csv</c> and <c>stsb-en-dev.csv</c>: sentence, sentence, grade 0 to 5, no header.</summary>
    /// <exception cref="InvalidDataException">A line is not of that form.</exception>
    public static StsBenchmark Read(string folder)
    {
        EvaluationFolder.Check(folder, Train, Dev);
        var (train, dev) = (ReadPairs(Path.Combine(folder, Train)), ReadPairs(Path.Combine(folder, Dev)));
        return new([.. train.Concat(dev).SelectMany(pair => new[] { pair.A, pair.B })], dev);
    }

    /// <summary>Spearman's correlation of cosine and grade; NaN if all cosines or grades are alike.</summary>
    public double Spearman(ITextEncoder encoder, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(run);
        int d = encoder.Dimensions;
        var cosines = new double[_pairs.Count];
        for (int from = 0; from < cosines.Length; from += PairsAtOnce)
        {
            run.Report("encode", (double)from / cosines.Length);
            int count = Math.Min(PairsAtOnce, cosines.Length - from);
            var vectors = new float[2 * count * d];
            encoder.Encode([.. _pairs.GetRange(from, count).SelectMany(pair => new[] { pair.A, pair.B })], vectors, run.Cancellation);
            for (int i = 0; i < count; i++)
                cosines[from + i] = Cosine(vectors.AsSpan(2 * i * d, d), vectors.AsSpan((2 * i + 1) * d, d));
        }
        return RankCorrelation.Spearman(cosines, [.. _pairs.Select(pair => pair.Grade)]);
    }

    /// <summary>Cosine of two vectors, 0 where one is of length 0.</summary>
    internal static float Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float lengths = TensorPrimitives.Norm(a) * TensorPrimitives.Norm(b);
        return lengths > 0 ? TensorPrimitives.Dot(a, b) / lengths : 0;
    }

    private static List<(string A, string B, double Grade)> ReadPairs(string path)
    {
        // The files have no header; one is put before them.
        using var table = new CsvTable(path, new ConcatenatedReader("a,b,grade\n", new StreamReader(InputFile.Open(path), Encoding.UTF8)), ',');
        var pairs = new List<(string, string, double)>();
        while (table.Next())
        {
            if (table.Cells.Count != 3)
                throw new InvalidDataException($"{path} line {table.Line - 1}: {table.Cells.Count} values; expected sentence, sentence, grade.");
            if (!double.TryParse(table.Cells[2], NumberStyles.Float, CultureInfo.InvariantCulture, out double grade) || grade is not (>= 0 and <= 5))
                throw new InvalidDataException($"{path} line {table.Line - 1}: the grade is '{table.Cells[2]}'; expected a number from 0 to 5.");
            pairs.Add((table.Cells[0], table.Cells[1], grade));
        }
        return pairs;
    }

    private sealed class ConcatenatedReader(string first, TextReader rest) : TextReader
    {
        private int _at;

        public override int Peek() => _at < first.Length ? first[_at] : rest.Peek();

        public override int Read() => _at < first.Length ? first[_at++] : rest.Read();

        public override int Read(char[] buffer, int index, int count)
        {
            if (_at == first.Length)
                return rest.Read(buffer, index, count);
            int taken = Math.Min(count, first.Length - _at);
            first.CopyTo(_at, buffer, index, taken);
            _at += taken;
            return taken;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
