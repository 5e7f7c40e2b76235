using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Replay;

namespace Recsys.MLNet.ModelBuilder.Training;

public sealed partial class RecommenderTrainer
{
    /// <summary>Reads the log once and decides what there is to learn.</summary>
    private LogReading Read(IEnumerable<Event> events, RunSettings run, EarlierModels earlier)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        var interactions = new InteractionLogBuilder(options.Weights);
        var fingerprint = new LogFingerprint();
        var requests = options.Ranker.Learn ? new RequestLog(new Outcomes(options.Ranker, options.State), options.Ranker.Maturity) : null;
        int known = 0;
        // Which numbers features keep does not depend on the sources, which are known only when models are fitted.
        var features = options.Serving?.Features ?? options.Features;
        var replay = new EventReplay(options.State, features.Schema([], _components));
        long newest = 0, number = 0;
        run.Report("read", double.NaN);
        var read = events.Select(e =>
        {
            int before = interactions.Count, items = interactions.Items;
            long duplicates = interactions.Duplicates;
            interactions.Add(e);
            fingerprint.Add(e);
            newest = Math.Max(newest, e.Timestamp);
            if (requests is not null && interactions.Duplicates == duplicates)
                requests.Add(e, number, before, items);
            number++;
            if (number == earlier.Events)
                known = interactions.Count;
            return e;
        });
        if (requests is null)
            replay.Run(read, run: run);
        else
            foreach (var _ in read)
                run.Cancellation.ThrowIfCancellationRequested();
        var log = interactions.Build();
        if (log.Count == 0)
            throw new ArgumentException("The events hold no interaction; a recommender learns from clicks, carts, purchases or ratings. Check the data with 'recsys validate'.");

        var leftOut = new List<string>();
        RankerPlan? plan = null;
        if (requests is not null)
        {
            (plan, string? whyNot) = RankerPlan.Of(log, requests, options.Ranker, run);
            if (whyNot is not null)
                leftOut.Add($"ranker: {whyNot}");
        }
        var trainers = Trainers(log, plan is not null, leftOut);
        var serving = ServingOf([.. trainers.Select(t => t.Name)], plan is not null);
        if (plan is not null && options.Ranker.RecallBudget > 0)
            serving = serving with { Quotas = [] }; // learned anew, from whole lists
        var reading = new LogReading
        {
            Log = log,
            Vocabulary = new ModelVocabulary(log.Users, log.Items, log.Types),
            Replay = replay,
            Fingerprint = fingerprint.Value,
            Events = number,
            Newest = newest,
            Known = known,
            Requests = requests,
            Trainers = trainers,
            Serving = serving,
            LeftOut = leftOut,
        };
        if (plan is not null)
        {
            reading.Rows = Rows is null ? null : RowFolder.Open(Rows, RowFingerprint.Of(fingerprint.Value, Described(serving, options.Ranker.OfRows), run.Seed), options.Ranker.RecallBudget > 0);
            reading.Ranker = new(options.Ranker with { Trees = Trees() }, plan, log, requests!, options.State, serving.Sources,
                (part, _) => Assemble(reading, Fit(trainers, part, run)), run, reading.Rows, state => FindSegments(reading, state, run));
        }
        return reading;
    }

    /// <summary>The second reading: the state that serves, and on its way the ranker's rows.</summary>
    private static void Replay(LogReading first, IEnumerable<Event> events, RunSettings run)
    {
        var again = new LogFingerprint();
        long number = -1;
        var read = events.Take((int)Math.Min(int.MaxValue, first.Events)).Select(e =>
        {
            again.Add(e);
            number++;
            return e;
        });
        first.Replay.Run(read, first.Ranker is not { } ranker ? null : (e, state) => ranker.Visit(e, number, state), run);
        first.Ranker?.Finish();
        if (again.Value != first.Fingerprint)
            throw new InvalidOperationException("The events changed between the first and the second reading. Train on a log that is not being rewritten, or set RankerOptions.Learn to false, which reads once.");
    }
}
