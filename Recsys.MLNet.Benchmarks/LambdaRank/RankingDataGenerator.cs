using System.Globalization;
using System.Text;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.Benchmarks.LambdaRank;

/// <summary>Learning-to-rank data of the shape of MSLR-WEB10K: 136 features, labels 0..4 in its shares, about 100 documents a query.</summary>
/// <remarks>
/// Features are heavy-tailed, zero-inflated, ratios, indicators, the same for a query, near-copies of each other, or noise; labels
/// come from 16 hidden document and 6 query factors through a preference, 24 interactions and two thresholds.
/// Written as SVMlight text with a <c>.query</c> file. The same seed gives the same data up to the last place of exp and log.
/// </remarks>
internal sealed class RankingDataGenerator
{
    private const int Features = 136, DocumentFactors = 16, QueryFactors = 6, Interactions = 24;
    private const ulong Seed = 20240601;
    private static readonly double[] LabelShares = [.52, .843, .974, .992];
    private readonly Feature[] _features = new Feature[Features];
    private readonly double[,] _preference = new double[QueryFactors, DocumentFactors];
    private readonly double[] _overall = new double[DocumentFactors];
    private readonly double[,] _document = new double[Interactions, DocumentFactors];
    private readonly double[,] _query = new double[Interactions, QueryFactors];
    private readonly double[] _bias = new double[Interactions];
    private readonly double[] _weight = new double[Interactions];
    private readonly double[] _thresholds;

    public RankingDataGenerator()
    {
        var r = new GeneratorRandom(Seed, 1);
        for (int f = 0; f < Features; f++)
            _features[f] = new Feature(r, f);
        Fill(_preference, () => r.Uniform() < .35 ? r.Normal() : 0);
        for (int k = 0; k < DocumentFactors; k++)
            _overall[k] = .35 * r.Normal();
        for (int h = 0; h < Interactions; h++)
        {
            for (int k = 0; k < DocumentFactors; k++)
                _document[h, k] = r.Uniform() < .3 ? r.Normal() * 1.2 : 0;
            for (int k = 0; k < QueryFactors; k++)
                _query[h, k] = r.Uniform() < .5 ? r.Normal() : 0;
            _bias[h] = r.Normal();
            _weight[h] = r.Normal() * .9;
        }
        var sample = new List<double>();
        for (int q = 0; q < 800; q++)
            sample.AddRange(Query(q).Relevance);
        sample.Sort();
        _thresholds = Array.ConvertAll(LabelShares, share => sample[(int)(share * sample.Count)]);
    }

    /// <summary>Writes <c>ltr.train</c> and <c>ltr.test</c> with their <c>.query</c> files; returns the rows of each.</summary>
    public (long Train, long Test) Write(string folder, int trainQueries, int testQueries)
    {
        Directory.CreateDirectory(folder);
        return (WriteRows(Path.Combine(folder, "ltr.train"), 0, trainQueries), WriteRows(Path.Combine(folder, "ltr.test"), trainQueries, trainQueries + testQueries));
    }

    /// <summary>The same rows in memory, not rounded to the digits of a file.</summary>
    public RankingDataset Dataset(int queries)
    {
        var (values, labels, sizes) = (new List<float>(), new List<float>(), new int[queries]);
        for (int q = 0; q < queries; q++)
        {
            var (features, relevance) = Query(q);
            sizes[q] = relevance.Length;
            foreach (double value in features)
                values.Add((float)value);
            foreach (double r in relevance)
                labels.Add(LabelOf(r));
        }
        return new(new RowMatrix(labels.Count, Features, [.. values]), [.. labels], sizes);
    }

    private int LabelOf(double relevance) => _thresholds.Count(t => relevance >= t);

    private long WriteRows(string path, int from, int to)
    {
        using var rows = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20);
        using var sizes = new StreamWriter(path + ".query");
        var line = new StringBuilder();
        long count = 0;
        for (int q = from; q < to; q++)
        {
            var (values, relevance) = Query(q);
            sizes.Write(relevance.Length.ToString(CultureInfo.InvariantCulture) + "\n");
            for (int i = 0; i < relevance.Length; i++, count++)
            {
                line.Clear().Append(LabelOf(relevance[i]));
                for (int f = 0; f < Features; f++)
                    line.Append(' ').Append(f + 1).Append(':').Append(values[i * Features + f].ToString("G5", CultureInfo.InvariantCulture));
                rows.Write(line.Append('\n'));
            }
        }
        return count;
    }

    private (double[] Values, double[] Relevance) Query(int q)
    {
        var r = new GeneratorRandom(Seed, 1000 + (ulong)q);
        var z = Many(QueryFactors, r.Normal);
        int n = Math.Clamp((int)Math.Round(Math.Exp(4.45 + .55 * r.Normal()), MidpointRounding.AwayFromZero), 5, 900);
        double shift = .55 * r.Normal(), spread = .6 + .9 * r.Uniform();
        var (values, relevance) = (new double[n * Features], new double[n]);
        for (int i = 0; i < n; i++)
        {
            var d = new double[DocumentFactors];
            for (int k = 0; k < DocumentFactors; k++)
                d[k] = .3 * AtQuery(z, k) + spread * r.Normal();
            relevance[i] = shift + Value(z, d) + 1.25 * r.Normal() + .25 * Math.Log(1 / (1 - r.Uniform()));
            for (int f = 0; f < Features; f++)
                values[i * Features + f] = _features[f].Value(r, d, z, values.AsSpan(i * Features, f));
        }
        return (values, relevance);
    }

    private double AtQuery(double[] z, int k)
    {
        double sum = 0;
        for (int j = 0; j < QueryFactors; j++)
            sum += _preference[j, k] * z[j];
        return sum;
    }

    private double Value(double[] z, double[] d)
    {
        double s = 0;
        for (int k = 0; k < DocumentFactors; k++)
            s += (_overall[k] + .12 * AtQuery(z, k)) * d[k];
        for (int h = 0; h < Interactions; h++)
        {
            double a = 0, b = _bias[h];
            for (int k = 0; k < DocumentFactors; k++)
                a += _document[h, k] * d[k];
            for (int k = 0; k < QueryFactors; k++)
                b += _query[h, k] * z[k];
            s += _weight[h] / (1 + Math.Exp(-2 * a)) * Math.Tanh(b) * .8;
        }
        if (d[0] > .8 && d[1] < 0)
            s += 1.2;
        if (d[2] * d[3] > 1)
            s -= .9;
        return s;
    }

    private static double[] Many(int n, Func<double> next)
    {
        var values = new double[n];
        for (int i = 0; i < n; i++)
            values[i] = next();
        return values;
    }

    private static void Fill(double[,] table, Func<double> next)
    {
        for (int i = 0; i < table.GetLength(0); i++)
            for (int j = 0; j < table.GetLength(1); j++)
                table[i, j] = next();
    }

    /// <summary>How one feature comes from the hidden factors.</summary>
    private sealed class Feature
    {
        private readonly int _kind, _source, _factor;
        private readonly double[] _document = new double[DocumentFactors], _query = new double[QueryFactors];
        private readonly double _bias, _scale, _noise, _zero;

        public Feature(GeneratorRandom r, int index)
        {
            double u = r.Uniform();
            _kind = u < .26 ? 0 : u < .48 ? 1 : u < .60 ? 2 : u < .72 ? 3 : u < .79 ? 4 : u < .89 ? 5 : u < .95 ? 6 : 7;
            if (index < 8 && _kind == 5)
                _kind = 0;
            // The strength of a link is drawn before its place.
            for (int links = 1 + r.Below(3); links > 0; links--)
            {
                double strength = r.Normal();
                _document[r.Below(DocumentFactors)] += strength;
            }
            if (r.Uniform() < .5)
            {
                double strength = .7 * r.Normal();
                _query[r.Below(QueryFactors)] = strength;
            }
            _bias = r.Normal();
            _scale = Math.Exp(1.2 * r.Normal());
            _noise = .3 + 1.0 * r.Uniform();
            _source = index > 0 ? r.Below(index) : 0;
            _zero = -1.2 + 1.6 * r.Uniform();
            _factor = r.Below(QueryFactors);
        }

        public double Value(GeneratorRandom r, double[] d, double[] z, ReadOnlySpan<double> earlier)
        {
            double a = _bias;
            for (int k = 0; k < DocumentFactors; k++)
                a += _document[k] * d[k];
            for (int k = 0; k < QueryFactors; k++)
                a += _query[k] * z[k];
            double e = r.Normal();
            a += _noise * e;
            return _kind switch
            {
                0 => _scale * Math.Exp(.9 * a),
                1 => a < _zero ? 0 : Math.Floor(Math.Exp(1.1 * (a - _zero))),
                2 => 1 / (1 + Math.Exp(-a)),
                3 => _scale * a,
                4 => Math.Exp(z[_factor] * _scale * .3 + _bias),
                5 => earlier[_source] * (1 + .15 * e) + .02 * r.Normal(),
                6 => Math.Pow(1 - r.Uniform(), -.6) - 1,
                _ => a > _zero ? 1 : 0,
            };
        }
    }
}
