namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Draws the rows that trees are grown on: single rows, or whole queries.</summary>
internal sealed class RowBag(LambdaRankOptions options, int[] groupSizes, int rows, RunSettings run)
{
    private int[]? _current;

    /// <summary>The rows for a tree, ascending, or null for all.</summary>
    public int[]? Draw(int tree)
    {
        if (options.BaggingFrequency <= 0 || options.BaggingFraction >= 1)
            return null;
        if (tree % options.BaggingFrequency != 0 && _current is not null)
            return _current;
        var random = run.Random("lambdarank.bagging", tree);
        var drawn = new List<int>((int)(rows * options.BaggingFraction) + 1);
        if (options.BaggingByQuery && groupSizes.Length > 0)
        {
            int start = 0, wanted = Math.Max(1, (int)(groupSizes.Length * options.BaggingFraction));
            for (int q = 0; q < groupSizes.Length; start += groupSizes[q++])
            {
                if (random.NextDouble() * (groupSizes.Length - q) >= wanted)
                    continue;
                wanted--;
                for (int i = 0; i < groupSizes[q]; i++)
                    drawn.Add(start + i);
            }
        }
        else
        {
            int wanted = Math.Max(1, (int)(rows * options.BaggingFraction));
            for (int i = 0; i < rows; i++)
                if (random.NextDouble() * (rows - i) < wanted)
                {
                    wanted--;
                    drawn.Add(i);
                }
        }
        return _current = [.. drawn];
    }
}
