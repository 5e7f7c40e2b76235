using Recsys.MLNet.Recall;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Engine;

/// <summary>Watches what a model's lists are made of: the score and the features of one item of each list, from the first place to the tenth in turn.</summary>
/// <remarks>Compared with the first lists since the model was loaded, see <see cref="PopulationStability"/>. One item a list: items of one list are alike.</remarks>
internal sealed class ListWatch(IReadOnlyList<string> features) : IListObserver
{
    private const int Places = 10;
    private readonly Lock _gate = new();
    private readonly PopulationStability _score = new();
    private PopulationStability[]? _features;
    private long _lists;

    public void Observe(CandidateSet candidates, int rows)
    {
        var order = candidates.Order;
        if (order.IsEmpty)
            return;
        lock (_gate)
        {
            int place = order[(int)(_lists++ % Math.Min(Places, order.Length))];
            _score.Add(candidates.Scores[place]);
            if (candidates.FeaturesReadyAt == 0 || place >= rows)
                return;
            _features ??= [.. features.Select(_ => new PopulationStability())];
            var row = candidates.FeatureRows(features.Count).Slice(place * features.Count, features.Count);
            for (int f = 0; f < row.Length; f++)
                _features[f].Add(row[f]);
        }
    }

    /// <summary>The index of the scores, NaN while it is not known.</summary>
    public double Score
    {
        get
        {
            lock (_gate)
                return _score.Value;
        }
    }

    /// <summary>The index of each feature that is known; none for a ranker without features.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Features
    {
        get
        {
            lock (_gate)
                return [.. (_features ?? []).Select((f, i) => KeyValuePair.Create(features[i], f.Value)).Where(f => !double.IsNaN(f.Value))];
        }
    }
}
