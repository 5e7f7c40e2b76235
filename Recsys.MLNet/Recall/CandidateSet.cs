using System.Buffers;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>The candidates of one request: each item once, with the score and rank that each source gave it.</summary>
/// <remarks>Used again for the next request after <see cref="Reset"/>; not for several threads at once.</remarks>
public sealed class CandidateSet
{
    private readonly Dictionary<int, int> _places = [];
    private ItemState[] _items = new ItemState[256];
    private float[] _scores = new float[256];
    private int[] _order = new int[256];
    private float[] _propensities = new float[256];
    private float[] _features = [];
    private float[][] _sourceScores = [];
    private int[][] _sourceRanks = [];
    private int[] _sourceCounts = [];
    private (float Max, float Mean, float Deviation, int At)[] _statistics = [];
    private readonly Dictionary<ulong, string[]> _named = [];
    private string[] _sources = [];
    private StateView? _state;
    private int _source, _limit = int.MaxValue;
    private bool _measured; // candidates that the statistics count are gone

    /// <summary>How many candidates there are.</summary>
    public int Count { get; private set; }

    /// <summary>Names of the sources, by number.</summary>
    public IReadOnlyList<string> Sources => _sources;

    /// <summary>The ranker's scores, one for each candidate.</summary>
    public Span<float> Scores => _scores.AsSpan(0, Count);

    /// <summary>Places of the candidates in the order of the list, best first. Rerankers shorten and reorder it.</summary>
    public Span<int> Order => _order.AsSpan(0, Ordered);

    /// <summary>How many candidates are still in the list.</summary>
    public int Ordered { get; private set; }

    /// <summary>Probability with which the policy put each candidate where it is, NaN when not known.</summary>
    public Span<float> Propensities => _propensities.AsSpan(0, Count);

    /// <summary>When the ranker had read the features, by the stopwatch; 0 when it reads none.</summary>
    internal long FeaturesReadyAt { get; set; }

    /// <summary>Empties the set for a request.</summary>
    public void Reset(StateView state, IReadOnlyList<ICandidateSource> sources)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(sources);
        _state = state;
        FeaturesReadyAt = 0;
        _places.Clear();
        Array.Clear(_items, 0, Count); // states of an earlier request must not be kept alive
        Count = Ordered = 0;
        if (!Same(sources))
        {
            _sources = [.. sources.Select(s => s.Name)];
            _named.Clear();
            _sourceScores = [.. sources.Select(_ => new float[_items.Length])];
            _sourceRanks = [.. sources.Select(_ => new int[_items.Length])];
            _sourceCounts = new int[sources.Count];
            _statistics = new (float, float, float, int)[sources.Count];
        }
        Array.Clear(_sourceCounts);
        Array.Clear(_statistics);
        _measured = false;
        _source = -1;
    }

    /// <summary>Names the source that <see cref="Add(int, float)"/> and <see cref="Rate"/> speak for from now on.</summary>
    public void Begin(int source)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(source);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(source, _sources.Length);
        (_source, _limit) = (source, int.MaxValue);
    }

    /// <summary>Asks every source in turn.</summary>
    /// <param name="request">The request.</param>
    /// <param name="sources">The sources that <see cref="Reset"/> was told of.</param>
    /// <param name="quotas">How much of each list is taken; null takes all.</param>
    public void Recall(RecallContext request, IReadOnlyList<ICandidateSource> sources, RecallQuotas? quotas = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(sources);
        int[]? limits = quotas?.Of(request);
        for (int s = 0; s < sources.Count; s++)
        {
            if (limits?[s] == 0)
                continue;
            Begin(s);
            _limit = limits?[s] ?? int.MaxValue;
            sources[s].Recall(request, this);
        }
        _limit = int.MaxValue;
    }

    /// <summary>Adds an item, or the current source's score to an item another source found. Items that are unknown or withdrawn are left out.</summary>
    /// <returns>Whether it is a candidate.</returns>
    public bool Add(int item, float score)
    {
        if (!(score > 0) || float.IsInfinity(score))
            return false;
        // A source that has named its quota adds no item, but may add to the score of one it has named.
        int place = _sourceCounts[_source] < _limit ? PlaceFor(item) : PlaceOf(item);
        if (place < 0)
            return false;
        Rate(place, score);
        return true;
    }

    /// <summary>As <see cref="Add(int, float)"/> for each item of a list, best first; faster, as all are asked for before the first is looked at.</summary>
    /// <param name="items">Item numbers.</param>
    /// <param name="scores">One for each.</param>
    public void Add(ReadOnlySpan<int> items, ReadOnlySpan<float> scores)
    {
        if (scores.Length != items.Length)
            throw new ArgumentException($"scores holds {scores.Length} values; expected {items.Length}, one for each item.", nameof(scores));
        _state!.Fetch(items);
        for (int i = 0; i < items.Length; i++)
            Add(items[i], scores[i]);
    }

    /// <summary>As <see cref="Add(int, float)"/> for an id.</summary>
    public bool Add(string id, float score) => _state!.FindItem(id) is { } item && Add(item.Number, score);

    /// <summary>Adds an item on behalf of no source, as callers' own candidates are; −1 when it is withdrawn.</summary>
    public int Include(ItemState item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return _places.TryGetValue(item.Number, out int place) ? place : item.Available ? Append(item) : -1;
    }

    /// <summary>Gives an existing candidate the current source's score. Calls of one source come best first: the order is the rank. Several calls for one candidate add up.</summary>
    public void Rate(int place, float score)
    {
        if (_sourceRanks[_source][place] != 0)
        {
            _sourceScores[_source][place] += score;
            return;
        }
        if (_sourceCounts[_source] >= _limit)
            return;
        _sourceRanks[_source][place] = ++_sourceCounts[_source];
        _sourceScores[_source][place] = score;
    }

    /// <summary>Gives every candidate the current source's score and its rank by it; NaN where the source knows nothing.</summary>
    /// <param name="scores">One for each candidate.</param>
    public void RateAll(ReadOnlySpan<float> scores)
    {
        if (scores.Length != Count)
            throw new ArgumentException($"scores holds {scores.Length} values; expected {Count}, one for each candidate.");
        int[] order = ArrayPool<int>.Shared.Rent(Count);
        float[] keys = ArrayPool<float>.Shared.Rent(Count);
        int known = 0;
        for (int c = 0; c < Count; c++)
            if (!float.IsNaN(scores[c]))
                (order[known], keys[known++]) = (c, -scores[c]);
        Array.Sort(keys, order, 0, known);
        for (int i = 0; i < known; i++)
            Rate(order[i], scores[order[i]]);
        ArrayPool<int>.Shared.Return(order);
        ArrayPool<float>.Shared.Return(keys);
    }

    /// <summary>The item of a candidate.</summary>
    public ItemState StateOf(int place) => _items[place];

    /// <summary>The score a source gave, NaN when it did not name the item.</summary>
    public float ScoreOf(int source, int place) => _sourceScores[source][place];

    /// <summary>The rank within a source from 1, or 0 when it did not name the item.</summary>
    public int RankOf(int source, int place) => _sourceRanks[source][place];

    /// <summary>How many items a source named.</summary>
    public int CountOf(int source) => _sourceCounts[source];

    /// <summary>All scores a source gave, one for each candidate, NaN where it did not name it.</summary>
    public ReadOnlySpan<float> ScoresOf(int source) => _sourceScores[source].AsSpan(0, Count);

    /// <summary>Greatest, mean and standard deviation of the scores a source gave; 0 when it gave none.</summary>
    public (float Max, float Mean, float Deviation) StatisticsOf(int source)
    {
        // Computed once, when all sources are done; a set that grew since is computed again.
        int state = Count + _sourceCounts[source] + 1;
        ref var known = ref _statistics[source];
        if (known.At != state && !_measured)
        {
            double sum = 0, squares = 0;
            float max = 0;
            int count = 0;
            foreach (float score in ScoresOf(source))
            {
                if (float.IsNaN(score))
                    continue;
                (sum, squares, max, count) = (sum + score, squares + (double)score * score, Math.Max(max, score), count + 1);
            }
            double mean = count == 0 ? 0 : sum / count;
            known = (max, (float)mean, count == 0 ? 0 : (float)Math.Sqrt(Math.Max(0, squares / count - mean * mean)), state);
        }
        return (known.Max, known.Mean, known.Deviation);
    }

    /// <summary>Forgets all candidates but the first; what sources said of those keeps its rank and its measure among all.</summary>
    internal void KeepFirst(int count)
    {
        for (int s = 0; s < _sources.Length; s++)
            StatisticsOf(s);
        for (int place = count; place < Count; place++)
            _places.Remove(_items[place].Number);
        Array.Clear(_items, count, Count - count);
        Count = count;
        _measured = true;
    }

    /// <summary>Place of an item by number, or −1.</summary>
    public int PlaceOf(int item) => _places.TryGetValue(item, out int place) ? place : -1;

    /// <summary>Names of the sources that named a candidate. Lists of the same sources share one.</summary>
    internal IReadOnlyList<string> SourcesOf(int place)
    {
        ulong named = 0;
        for (int s = 0; s < _sources.Length; s++)
            if (_sourceRanks[s][place] > 0)
                named |= 1UL << (s & 63);
        if (named == 0)
            return [];
        if (_sources.Length <= 64 && _named.TryGetValue(named, out var known))
            return known;
        var names = new List<string>();
        for (int s = 0; s < _sources.Length; s++)
            if (_sourceRanks[s][place] > 0)
                names.Add(_sources[s]);
        return _named[named] = [.. names];
    }

    /// <summary>Room that is kept between requests.</summary>
    internal RequestScratch Scratch { get; } = new();

    /// <summary>Room for the features of every candidate, kept with the set: (candidates, <paramref name="width"/>) row-major.</summary>
    public Span<float> FeatureRows(int width)
    {
        int size = checked(Count * width);
        if (_features.Length < size)
            Array.Resize(ref _features, Math.Max(size, 2 * _features.Length)); // rows written so far stay: a rule may add a candidate later
        return _features.AsSpan(0, size);
    }

    /// <summary>Puts the candidates in order of <see cref="Scores"/>; NaN last, equal scores in the order of arrival.</summary>
    public void Sort()
    {
        Ordered = Count;
        // Score and place in one key, whose order is that of whole numbers: nothing is called to compare two.
        ulong[] keys = ArrayPool<ulong>.Shared.Rent(Count);
        for (int i = 0; i < Count; i++)
            keys[i] = (ulong)Descending(float.IsNaN(_scores[i]) ? float.NegativeInfinity : _scores[i]) << 32 | (uint)i;
        keys.AsSpan(0, Count).Sort();
        for (int i = 0; i < Count; i++)
            _order[i] = (int)(uint)keys[i];
        ArrayPool<ulong>.Shared.Return(keys);
    }

    // Bits of a float above 0 grow with it, below 0 they grow as it falls; both zeros are one.
    private static uint Descending(float score)
    {
        uint bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return (bits & 0x8000_0000) != 0 ? bits : ~bits & 0x7fff_ffff;
    }

    /// <summary>Takes candidates out of the list, keeping the order of the others.</summary>
    public void RemoveWhere(Func<int, bool> remove)
    {
        ArgumentNullException.ThrowIfNull(remove);
        int kept = 0;
        for (int i = 0; i < Ordered; i++)
            if (!remove(_order[i]))
                _order[kept++] = _order[i];
        Ordered = kept;
    }

    /// <summary>Keeps the first candidates of the list only.</summary>
    public void Truncate(int count) => Ordered = Math.Min(Ordered, Math.Max(0, count));

    private bool Same(IReadOnlyList<ICandidateSource> sources)
    {
        if (sources.Count != _sources.Length)
            return false;
        for (int s = 0; s < _sources.Length; s++)
            if (sources[s].Name != _sources[s])
                return false;
        return true;
    }

    private int PlaceFor(int item)
    {
        if (_places.TryGetValue(item, out int place))
            return place;
        return _state!.Item(item) is { Available: true } state ? Append(state) : -1;
    }

    private int Append(ItemState item)
    {
        if (Count == _items.Length)
            Grow();
        int place = Count++;
        _items[place] = item;
        _scores[place] = 0;
        _propensities[place] = float.NaN;
        for (int s = 0; s < _sources.Length; s++)
        {
            _sourceScores[s][place] = float.NaN;
            _sourceRanks[s][place] = 0;
        }
        _places[item.Number] = place;
        return place;
    }

    private void Grow()
    {
        int size = _items.Length * 2;
        Array.Resize(ref _items, size);
        Array.Resize(ref _scores, size);
        Array.Resize(ref _order, size);
        Array.Resize(ref _propensities, size);
        for (int s = 0; s < _sources.Length; s++)
        {
            Array.Resize(ref _sourceScores[s], size);
            Array.Resize(ref _sourceRanks[s], size);
        }
    }
}
