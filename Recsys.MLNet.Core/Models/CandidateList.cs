using Recsys.MLNet.Metrics;

namespace Recsys.MLNet.Models;

/// <summary>The candidates of one request with what every source says of them, and room to work: reused, one thread at a time.</summary>
/// <remarks>Shapes: S sources, N items, C candidates, D the depth of each source's list.</remarks>
public sealed class CandidateList
{
    private readonly int[] _slot; // place of an item among the candidates + 1, 0 for none
    private readonly int[][] _lists;
    private readonly List<int> _items = [];

    internal CandidateList(int sources, int items, int depth)
    {
        Scores = new float[sources][];
        _lists = new int[sources][];
        Statistics = new (float, float, float)[sources];
        for (int s = 0; s < sources; s++)
            (Scores[s], _lists[s]) = (new float[items], new int[Math.Min(depth, items)]);
        Ranks = new int[sources][];
        _slot = new int[items];
        for (int s = 0; s < sources; s++)
            Ranks[s] = [];
    }

    /// <summary>Number of candidates, C.</summary>
    public int Count => _items.Count;

    /// <summary>Item of a candidate.</summary>
    public int ItemAt(int candidate) => _items[candidate];

    /// <summary>Place of an item among the candidates, or −1.</summary>
    public int Find(int item) => _slot[item] - 1;

    /// <summary>(S)(N) scores of every item.</summary>
    internal float[][] Scores { get; }

    /// <summary>(S)(C) rank from 1 in each source's list, 0 when it is not in it.</summary>
    internal int[][] Ranks { get; }

    /// <summary>(S) largest score, mean and standard deviation of each source's list.</summary>
    internal (float Max, float Mean, float Deviation)[] Statistics { get; }

    /// <summary>Room for the feature values of all candidates.</summary>
    internal float[] Features { get; set; } = [];

    /// <summary>Room for the scores of all candidates.</summary>
    internal float[] Ranked { get; set; } = [];

    /// <summary>Asks every source and joins their lists. Items of the history are no candidates when <paramref name="removeSeen"/>.</summary>
    internal void Recall(IReadOnlyList<RecallModel> sources, in UserContext user, bool removeSeen)
    {
        foreach (int item in _items)
            _slot[item] = 0;
        _items.Clear();
        Span<int> lengths = stackalloc int[sources.Count];
        for (int s = 0; s < sources.Count; s++)
        {
            var scores = Scores[s];
            sources[s].Scorer.Score(user, scores);
            CandidateScores.Sanitize(scores);
            lengths[s] = List(s, user, removeSeen);
        }
        for (int s = 0; s < sources.Count; s++)
        {
            if (Ranks[s].Length < Count)
                Ranks[s] = new int[Math.Max(Count, 64)];
            Array.Clear(Ranks[s], 0, Count);
            for (int r = 0; r < lengths[s]; r++)
                Ranks[s][_slot[_lists[s][r]] - 1] = r + 1;
        }
    }

    private int List(int source, in UserContext user, bool removeSeen)
    {
        var scores = Scores[source];
        // A model's lowest score is its "no evidence": such items are ranked by other sources, or not at all.
        float floor = System.Numerics.Tensors.TensorPrimitives.Min<float>(scores);
        var masked = Masked(scores, floor);
        if (removeSeen)
            foreach (int item in user.Items)
                if ((uint)item < (uint)masked.Length)
                    masked[item] = CandidateScores.Excluded;
        int length = TopItems.Select(masked, new TieOrder(1, user.User), _lists[source]);
        double sum = 0, squares = 0;
        for (int r = 0; r < length; r++)
        {
            int item = _lists[source][r];
            double score = scores[item];
            sum += score;
            squares += score * score;
            if (_slot[item] == 0)
            {
                _items.Add(item);
                _slot[item] = _items.Count;
            }
        }
        double mean = length > 0 ? sum / length : 0;
        float deviation = length > 1 ? (float)Math.Sqrt(Math.Max(0, squares / length - mean * mean)) : 0;
        Statistics[source] = (length > 0 ? scores[_lists[source][0]] : 0, (float)mean, deviation);
        return length;
    }

    private float[] _masked = [];

    private Span<float> Masked(float[] scores, float floor)
    {
        if (_masked.Length < scores.Length)
            _masked = new float[scores.Length];
        for (int i = 0; i < scores.Length; i++)
            _masked[i] = scores[i] > floor ? scores[i] : CandidateScores.Excluded;
        return _masked.AsSpan(0, scores.Length);
    }
}
