using Recsys.MLNet.ModelBuilder.Pipeline;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Mean and deviation of every feature over the rows given, values that are not known left out.</summary>
internal sealed class FeatureMoments(int width)
{
    private readonly double[] _sums = new double[width], _squares = new double[width];
    private readonly long[] _counts = new long[width];

    public void Add(ReadOnlySpan<float> row)
    {
        for (int f = 0; f < row.Length; f++)
        {
            if (float.IsNaN(row[f]))
                continue;
            _sums[f] += row[f];
            _squares[f] += (double)row[f] * row[f];
            _counts[f]++;
        }
    }

    /// <summary>How the features of these rows differ from those of others, the largest difference first.</summary>
    public IReadOnlyList<FeatureShift> To(FeatureMoments served, IReadOnlyList<string> names)
    {
        var shifts = new List<FeatureShift>();
        for (int f = 0; f < names.Count; f++)
        {
            if (_counts[f] == 0 || served._counts[f] == 0)
                continue;
            double mean = _sums[f] / _counts[f], now = served._sums[f] / served._counts[f];
            double deviation = Math.Sqrt(Math.Max(0, _squares[f] / _counts[f] - mean * mean));
            shifts.Add(new(names[f], mean, now, deviation > 0 ? (now - mean) / deviation : 0));
        }
        return [.. shifts.OrderByDescending(s => Math.Abs(s.Deviations)).ThenBy(s => s.Feature, StringComparer.Ordinal)];
    }
}
