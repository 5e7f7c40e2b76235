using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.PairLearning;

/// <summary>What shared words already say of two items: learning then explains the rest.</summary>
/// <remarks>
/// <code>s_ij ← s_ij + weight · x_i·x_j          x the weighted terms of an item, of length 1</code>
/// A constant to the gradient. Shapes: scores (rows, columns). Only terms that a row and a column share are touched.
/// </remarks>
internal sealed class TermPrior(SparseRows terms, float weight)
{
    public void AddTo(Span<float> scores, int[] rows, int[] columns)
    {
        var holders = new Dictionary<int, List<(int Column, float Value)>>();
        for (int c = 0; c < columns.Length; c++)
        {
            var numbers = terms.ColumnsOf(columns[c]);
            var values = terms.ValuesOf(columns[c]);
            for (int t = 0; t < numbers.Length; t++)
            {
                if (!holders.TryGetValue(numbers[t], out var list))
                    holders.Add(numbers[t], list = []);
                list.Add((c, values[t]));
            }
        }
        for (int r = 0; r < rows.Length; r++)
        {
            var row = scores.Slice(r * columns.Length, columns.Length);
            var numbers = terms.ColumnsOf(rows[r]);
            var values = terms.ValuesOf(rows[r]);
            for (int t = 0; t < numbers.Length; t++)
                if (holders.TryGetValue(numbers[t], out var list))
                    foreach (var (column, value) in list)
                        row[column] += weight * values[t] * value;
        }
    }
}
