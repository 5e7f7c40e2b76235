namespace Recsys.MLNet.Models;

/// <summary>One binary regression tree in the arrays of LightGBM's text format.</summary>
/// <remarks>
/// Inner node n goes to <c>Left[n]</c> where its test holds, else to <c>Right[n]</c>; a negative child c is leaf ~c.
/// Values are compared as doubles, so that a float row takes the path that LightGBM takes.
/// A tree of one leaf has no nodes.
/// </remarks>
internal sealed class RegressionTree
{
    /// <summary>Bit of <see cref="DecisionType"/>: the node tests membership in a set of categories.</summary>
    public const byte Categorical = 1;

    /// <summary>Bit of <see cref="DecisionType"/>: a missing value goes left.</summary>
    public const byte DefaultLeft = 2;

    /// <summary>What counts as zero where zeros are missing: the magnitude that LightGBM uses.</summary>
    public const double ZeroBound = 1e-35f;

    public required int LeafCount { get; init; }

    public int NodeCount => LeafCount - 1;

    public required int[] SplitFeature { get; init; }

    public required float[] SplitGain { get; init; }

    /// <summary>Upper bound of the left side; for a categorical node the index of its category set.</summary>
    public required double[] Threshold { get; init; }

    public required byte[] DecisionType { get; init; }

    public required int[] Left { get; init; }

    public required int[] Right { get; init; }

    public required double[] LeafValue { get; init; }

    public required double[] LeafWeight { get; init; }

    public required int[] LeafRows { get; init; }

    public required double[] NodeValue { get; init; }

    public required double[] NodeWeight { get; init; }

    public required int[] NodeRows { get; init; }

    /// <summary>Category set s is the words <c>CategoryBits[CategoryStart[s] .. CategoryStart[s + 1]]</c>, 32 categories a word.</summary>
    public int[] CategoryStart { get; init; } = [0];

    public uint[] CategoryBits { get; init; } = [];

    public double Shrinkage { get; set; } = 1;

    public static MissingKind MissingOf(byte decision) => (MissingKind)((decision >> 2) & 3);

    public static byte Decision(bool categorical, bool defaultLeft, MissingKind missing) =>
        (byte)((categorical ? Categorical : 0) | (defaultLeft ? DefaultLeft : 0) | ((int)missing << 2));

    /// <summary>A tree of one leaf, which gives every row the same value.</summary>
    public static RegressionTree Constant(double value, int rows) => new()
    {
        LeafCount = 1,
        SplitFeature = [],
        SplitGain = [],
        Threshold = [],
        DecisionType = [],
        Left = [],
        Right = [],
        LeafValue = [value],
        LeafWeight = [0],
        LeafRows = [rows],
        NodeValue = [],
        NodeWeight = [],
        NodeRows = [],
    };

    /// <summary>The leaf that a row falls into: the definition that every faster traversal is held to.</summary>
    public int LeafOf(ReadOnlySpan<float> features)
    {
        if (LeafCount == 1)
            return 0;
        int node = 0;
        while (node >= 0)
            node = GoesLeft(node, features[SplitFeature[node]]) ? Left[node] : Right[node];
        return ~node;
    }

    /// <summary>The leaf of a row in double, such as text that no float holds exactly.</summary>
    public int LeafOf(ReadOnlySpan<double> features)
    {
        if (LeafCount == 1)
            return 0;
        int node = 0;
        while (node >= 0)
            node = GoesLeft(node, features[SplitFeature[node]]) ? Left[node] : Right[node];
        return ~node;
    }

    /// <summary>Whether a value goes left at a node.</summary>
    public bool GoesLeft(int node, double value)
    {
        byte decision = DecisionType[node];
        if ((decision & Categorical) != 0)
            return HasCategory((int)Threshold[node], value);
        var missing = MissingOf(decision);
        if (double.IsNaN(value) && missing != MissingKind.NaN)
            value = 0;
        if ((missing == MissingKind.Zero && Math.Abs(value) <= ZeroBound) || (missing == MissingKind.NaN && double.IsNaN(value)))
            return (decision & DefaultLeft) != 0;
        return value <= Threshold[node];
    }

    /// <summary>Rows that passed through a node, or through leaf ~<paramref name="node"/>, while training.</summary>
    public int RowsAt(int node) => node >= 0 ? NodeRows[node] : LeafRows[~node];

    /// <summary>The same tree with other leaf values.</summary>
    public RegressionTree WithLeafValues(double[] values) => new()
    {
        LeafCount = LeafCount,
        SplitFeature = SplitFeature,
        SplitGain = SplitGain,
        Threshold = Threshold,
        DecisionType = DecisionType,
        Left = Left,
        Right = Right,
        LeafValue = values,
        LeafWeight = LeafWeight,
        LeafRows = LeafRows,
        NodeValue = NodeValue,
        NodeWeight = NodeWeight,
        NodeRows = NodeRows,
        CategoryStart = CategoryStart,
        CategoryBits = CategoryBits,
        Shrinkage = Shrinkage,
    };

    private bool HasCategory(int set, double value)
    {
        if (!(value >= 0) || value > int.MaxValue) // NaN and negative numbers are no category
            return false;
        int category = (int)value;
        int word = CategoryStart[set] + (category >> 5);
        return word < CategoryStart[set + 1] && (CategoryBits[word] >> (category & 31) & 1) != 0;
    }
}
