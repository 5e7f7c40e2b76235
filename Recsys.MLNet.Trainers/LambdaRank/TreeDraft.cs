using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>A tree while it grows: a split turns a leaf into a node whose left child keeps the leaf's number.</summary>
internal sealed class TreeDraft(int leaves)
{
    private readonly int[] _feature = new int[leaves - 1];
    private readonly float[] _gain = new float[leaves - 1];
    private readonly double[] _threshold = new double[leaves - 1];
    private readonly byte[] _decision = new byte[leaves - 1];
    private readonly int[] _left = new int[leaves - 1];
    private readonly int[] _right = new int[leaves - 1];
    private readonly double[] _nodeValue = new double[leaves - 1];
    private readonly double[] _nodeWeight = new double[leaves - 1];
    private readonly int[] _nodeRows = new int[leaves - 1];
    private readonly double[] _leafValue = new double[leaves];
    private readonly double[] _leafWeight = new double[leaves];
    private readonly int[] _leafRows = new int[leaves];
    private readonly int[] _parent = new int[leaves];
    private readonly List<int> _categoryStart = [0];
    private readonly List<uint> _categoryBits = [];
    private readonly List<int> _columns = [];
    private readonly List<byte[]> _goesLeft = [];

    public int Leaves { get; private set; } = 1;

    public void SetRoot(double value, double weight, int rows)
    {
        _leafValue[0] = value;
        _leafWeight[0] = weight;
        _leafRows[0] = rows;
        _parent[0] = -1;
    }

    public void Split(int leaf, FeatureSlot slot, byte[] goesLeft, in SplitCandidate split, double minGain,
                      double leftWeight, double rightWeight, int leftRows, int rightRows)
    {
        int node = Leaves - 1, newLeaf = Leaves, parent = _parent[leaf];
        if (parent >= 0)
        {
            if (_left[parent] == ~leaf)
                _left[parent] = node;
            else
                _right[parent] = node;
        }
        _feature[node] = slot.Feature;
        _gain[node] = (float)(split.Gain + minGain);
        _decision[node] = RegressionTree.Decision(split.LeftBins is not null, split.DefaultLeft && split.LeftBins is null, slot.Bins.Missing);
        _threshold[node] = split.LeftBins is null ? slot.Bins.ThresholdAfter(split.Threshold) : AddCategories(slot.Bins, split.LeftBins);
        _left[node] = ~leaf;
        _right[node] = ~newLeaf;
        _nodeValue[node] = _leafValue[leaf];
        _nodeWeight[node] = _leafWeight[leaf];
        _nodeRows[node] = leftRows + rightRows;
        _leafValue[leaf] = split.LeftOutput;
        _leafWeight[leaf] = leftWeight;
        _leafRows[leaf] = leftRows;
        _leafValue[newLeaf] = split.RightOutput;
        _leafWeight[newLeaf] = rightWeight;
        _leafRows[newLeaf] = rightRows;
        _parent[leaf] = _parent[newLeaf] = node;
        _columns.Add(slot.Column);
        _goesLeft.Add(goesLeft);
        Leaves++;
    }

    public GrownTree Finish() => new(
        new RegressionTree
        {
            LeafCount = Leaves,
            SplitFeature = _feature[..(Leaves - 1)],
            SplitGain = _gain[..(Leaves - 1)],
            Threshold = _threshold[..(Leaves - 1)],
            DecisionType = _decision[..(Leaves - 1)],
            Left = _left[..(Leaves - 1)],
            Right = _right[..(Leaves - 1)],
            LeafValue = _leafValue[..Leaves],
            LeafWeight = _leafWeight[..Leaves],
            LeafRows = _leafRows[..Leaves],
            NodeValue = _nodeValue[..(Leaves - 1)],
            NodeWeight = _nodeWeight[..(Leaves - 1)],
            NodeRows = _nodeRows[..(Leaves - 1)],
            CategoryStart = [.. _categoryStart],
            CategoryBits = [.. _categoryBits],
        },
        [.. _columns], [.. _goesLeft]);

    private int AddCategories(FeatureBins feature, int[] bins)
    {
        int largest = bins.Max(b => feature.Categories[b]);
        var words = new uint[largest / 32 + 1];
        foreach (int bin in bins)
            words[feature.Categories[bin] / 32] |= 1u << (feature.Categories[bin] % 32);
        _categoryBits.AddRange(words);
        _categoryStart.Add(_categoryBits.Count);
        return _categoryStart.Count - 2;
    }
}
