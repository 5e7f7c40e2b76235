using System.Diagnostics;
using System.Threading.Channels;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.Engine;

/// <summary>Asks shadows the same as the models that answer, on a thread of its own and after the answer: a slow or broken shadow costs no request anything.</summary>
internal sealed class ShadowRuns : IDisposable
{
    private const int Waiting = 256;
    private readonly IReadOnlyDictionary<string, Tally> _tallies;
    private readonly Func<string, LoadedModel?> _find;
    private readonly Channel<(RecommendationRequest Request, RecommendationResponse Answer)> _queue =
        Channel.CreateBounded<(RecommendationRequest, RecommendationResponse)>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private readonly Task _run;

    /// <param name="shadows">Shadow by the name of the model that answers.</param>
    /// <param name="find">The model of a name as it is now.</param>
    public ShadowRuns(IDictionary<string, string> shadows, Func<string, LoadedModel?> find)
    {
        _tallies = shadows.ToDictionary(s => s.Key, s => new Tally(s.Value), StringComparer.Ordinal);
        _find = find;
        _run = _tallies.Count == 0 ? Task.CompletedTask : Task.Run(Compare);
    }

    public IReadOnlyList<ShadowComparison> Comparisons =>
        [.. _tallies.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value.Read(t.Key, _find(t.Value.Shadow)?.Model.Version ?? ""))];

    /// <summary>Hands an answered request over; drops it when too many wait.</summary>
    public void Offer(RecommendationRequest request, RecommendationResponse answer)
    {
        if (_tallies.Count > 0 && _tallies.TryGetValue(answer.Model, out var tally) && !_queue.Writer.TryWrite((request, answer)))
            tally.Drop();
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _run.GetAwaiter().GetResult();
    }

    private async Task Compare()
    {
        await foreach (var (request, answer) in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            var tally = _tallies[answer.Model];
            if (_find(tally.Shadow) is not { } shadow)
                continue;
            try
            {
                long began = Stopwatch.GetTimestamp();
                tally.Add(answer, shadow.Pipeline.Recommend(request), Stopwatch.GetElapsedTime(began));
            }
            catch (Exception)
            {
                tally.Fail(); // whatever is wrong with a model on trial is for its figures to say
            }
        }
    }

    private sealed class Tally(string shadow)
    {
        private readonly Lock _gate = new();
        private long _lists, _dropped, _failed, _first;
        private double _overlap, _milliseconds;

        public string Shadow => shadow;

        public void Drop()
        {
            lock (_gate)
                _dropped++;
        }

        public void Fail()
        {
            lock (_gate)
                _failed++;
        }

        public void Add(RecommendationResponse answer, RecommendationResponse other, TimeSpan took)
        {
            var mine = answer.Items.Select(i => i.Item).ToHashSet(StringComparer.Ordinal);
            int most = Math.Max(answer.Items.Count, other.Items.Count);
            double overlap = most == 0 ? 1 : (double)other.Items.Count(i => mine.Contains(i.Item)) / most;
            bool first = most == 0 || (answer.Items.Count > 0 && other.Items.Count > 0 && answer.Items[0].Item == other.Items[0].Item);
            lock (_gate)
            {
                _lists++;
                _overlap += overlap;
                _first += first ? 1 : 0;
                _milliseconds += took.TotalMilliseconds;
            }
        }

        public ShadowComparison Read(string model, string version)
        {
            lock (_gate)
                return new(model, shadow, version, _lists, _dropped, _failed, Of(_overlap), Of(_first), Of(_milliseconds));
        }

        private double Of(double sum) => _lists == 0 ? 0 : sum / _lists;
    }
}
