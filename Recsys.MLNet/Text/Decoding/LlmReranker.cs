using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Onnx;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Reranking;

namespace Recsys.MLNet.Text.Decoding;

/// <summary>Puts the top of a list in the order of a language model's P(yes), if it answers within its time; else the list stays as it was.</summary>
/// <remarks>In <c>ServingOptions.Rerankers</c> it is the component <c>llm</c>. A list is re-ordered whole or not at all: half the answers would favour whatever was asked first. Equal answers keep their order.</remarks>
[RecsysComponent("llm")]
public sealed class LlmReranker : IReranker, IDisposable
{
    private readonly YesNoDecoder _decoder;
    private readonly LlmRerankOptions _options;
    private readonly TimeProvider _clock;
    private long _answered, _late;

    /// <summary>Opens the model, on managed code where it can.</summary>
    public LlmReranker(LlmRerankOptions options) : this(options, null) { }

    /// <summary>Opens the model.</summary>
    /// <param name="options">Which model, how many places, how much time.</param>
    /// <param name="session">Where and how the model runs.</param>
    /// <param name="clock">The clock of the budget; the system's unless given.</param>
    public LlmReranker(LlmRerankOptions options, OnnxSessionOptions? session, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        (_options, _clock) = (options, clock ?? TimeProvider.System);
        _decoder = YesNoDecoder.Open(options.Decoder, session);
    }

    /// <summary>Lists that were re-ordered, and lists that stayed as they were because time ran out.</summary>
    public (long Answered, long Late) Counts => (Interlocked.Read(ref _answered), Interlocked.Read(ref _late));

    /// <inheritdoc/>
    public void Reorder(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        var head = candidates.Order[..Math.Min(_options.Items, candidates.Ordered)];
        string user = WhoAsks(request);
        if (head.Length < 2 || user.Length == 0)
            return;
        var titles = new string[head.Length];
        for (int i = 0; i < titles.Length; i++)
            titles[i] = candidates.StateOf(head[i]).Title;
        using var budget = new CancellationTokenSource(TimeSpan.FromMilliseconds(_options.BudgetMilliseconds), _clock);
        float[] scores;
        try
        {
            scores = _decoder.Score(user, titles, budget.Token);
            budget.Token.ThrowIfCancellationRequested(); // an answer that came too late counts as none, so that time alone decides
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _late);
            return;
        }
        Interlocked.Increment(ref _answered);
        int[] before = head.ToArray(), places = [.. Enumerable.Range(0, before.Length).OrderByDescending(i => scores[i])];
        for (int i = 0; i < places.Length; i++)
            head[i] = before[places[i]];
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private string WhoAsks(RecallContext request)
    {
        var recent = new int[_options.History];
        int count = request.RecentItems(recent);
        var words = new List<string>();
        if (!string.IsNullOrWhiteSpace(request.Query))
            words.Add(request.Query);
        for (int i = 0; i < count; i++)
            if (request.State.Item(recent[i]) is { } item)
                words.Add(item.Title);
        return string.Join("; ", words);
    }
}
