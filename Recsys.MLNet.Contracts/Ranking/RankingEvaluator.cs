using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>DCG and NDCG as ML.NET computes them.</summary>
/// <remarks>
/// <code>DCG@t = Σ_{i&lt;t} gain(label_i) / ln(i + 2)</code> over a group in descending order of score; of equal scores the lower label stands
/// first. Groups are runs of equal keys. A group without gain has NDCG 0. Rows whose score is NaN are left out.
/// </remarks>
internal sealed class RankingEvaluator(RankingEvaluatorOptions options)
{
    private readonly double[] _gains = [.. options.LabelGains.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    private readonly int _depth = options.DcgTruncationLevel;

    public RankingMetrics Evaluate(IDataView data, DataViewSchema.Column label, DataViewSchema.Column group, DataViewSchema.Column score)
    {
        if (group.Type is not KeyDataViewType)
            throw new ArgumentOutOfRangeException(nameof(group), $"Schema mismatch for group column '{group.Name}': expected a key type, got {group.Type}");
        using var cursor = data.GetRowCursor([label, group, score]);
        var (labelOf, groupOf, scoreOf) = (RowValues.Number(cursor, label), RowValues.Number(cursor, group), RowValues.Number(cursor, score));
        var (sumDcg, sumNdcg) = (new double[_depth], new double[_depth]);
        var rows = new List<(float Score, int Label)>();
        double current = double.NaN;
        int groups = 0;
        while (cursor.MoveNext())
        {
            if (groupOf() is var next && next != current)
            {
                groups += Close(rows, sumDcg, sumNdcg);
                current = next;
            }
            if ((float)scoreOf() is var value && !float.IsNaN(value))
                rows.Add((value, (int)labelOf() - (label.Type is KeyDataViewType ? 1 : 0)));
        }
        groups += Close(rows, sumDcg, sumNdcg);
        return new(Array.ConvertAll(sumNdcg, sum => sum / groups), Array.ConvertAll(sumDcg, sum => sum / groups));
    }

    private int Close(List<(float Score, int Label)> rows, double[] sumDcg, double[] sumNdcg)
    {
        if (rows.Count == 0)
            return 0;
        rows.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Label.CompareTo(b.Label));
        var got = Dcg(rows);
        rows.Sort((a, b) => b.Label.CompareTo(a.Label));
        var best = Dcg(rows);
        for (int t = 0; t < _depth; t++)
        {
            sumDcg[t] += got[t];
            sumNdcg[t] += best[t] > 0 ? got[t] / best[t] : 0;
        }
        rows.Clear();
        return 1;
    }

    private double[] Dcg(List<(float Score, int Label)> rows)
    {
        var dcg = new double[_depth];
        double sum = 0;
        for (int t = 0; t < _depth; t++)
        {
            if (t < rows.Count)
                sum += _gains[rows[t].Label] / Math.Log(t + 2);
            dcg[t] = sum;
        }
        return dcg;
    }
}
