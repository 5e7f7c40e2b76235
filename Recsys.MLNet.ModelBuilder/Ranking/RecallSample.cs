using Recsys.MLNet.Recall;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>The whole lists of one request: which source named which candidate at which rank, and which were wanted.</summary>
internal sealed class RecallSample
{
    private readonly ushort[] _ranks; // (candidates, sources), 0 where a source did not name one
    private readonly int _sources;

    /// <summary>Keeps the lists of a set whose sources are done.</summary>
    /// <param name="set">The set.</param>
    /// <param name="wanted">Numbers of the items that were wanted.</param>
    public RecallSample(CandidateSet set, IReadOnlyCollection<int> wanted)
    {
        _sources = set.Sources.Count;
        (Candidates, Wanted) = (set.Count, new bool[set.Count]);
        _ranks = new ushort[Candidates * _sources];
        Missing = wanted.Count;
        for (int c = 0; c < Candidates; c++)
        {
            for (int s = 0; s < _sources; s++)
                _ranks[c * _sources + s] = (ushort)Math.Min(ushort.MaxValue, set.RankOf(s, c));
            Wanted[c] = wanted.Contains(set.StateOf(c).Number);
            Missing -= Wanted[c] ? 1 : 0;
        }
    }

    /// <summary>Number of candidates.</summary>
    public int Candidates { get; }

    /// <summary>(candidates) which were wanted.</summary>
    public bool[] Wanted { get; }

    /// <summary>Wanted items that no source named.</summary>
    public int Missing { get; }

    /// <summary>Rank of a candidate in a source's list from 1, 0 where it is not in it.</summary>
    public int RankOf(int source, int candidate) => _ranks[candidate * _sources + source];
}
