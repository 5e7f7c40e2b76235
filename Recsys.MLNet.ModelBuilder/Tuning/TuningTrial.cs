namespace Recsys.MLNet.ModelBuilder.Tuning;

/// <summary>One configuration of a search: a model, values of its options, and what it came to on each rung so far.</summary>
/// <param name="number">Its number, in the order of trying.</param>
/// <param name="model">The model's name.</param>
/// <param name="point">Values of its options.</param>
/// <param name="changed">Those of the values that are not the options' defaults.</param>
/// <param name="origin">Where it came from.</param>
public sealed class TuningTrial(int number, string model, SearchPoint point, SearchPoint changed, string origin)
{
    private readonly List<TrialResult> _results = [];

    /// <summary>Its number, in the order of trying.</summary>
    public int Number { get; } = number;

    /// <summary>The model's name.</summary>
    public string Model { get; } = model;

    /// <summary>Values of its options; the others are at their defaults.</summary>
    public SearchPoint Point { get; } = point;

    /// <summary>Where it came from: <c>usual</c> for the recommender as it is without a search, <c>warm</c>, <c>start</c>, <c>random</c> or <c>model</c>.</summary>
    public string Origin { get; } = origin;

    /// <summary>Results by rung, from the cheapest.</summary>
    public IReadOnlyList<TrialResult> Results => _results;

    /// <summary>The highest rung with a value, or −1.</summary>
    public int Rung => _results.FindLastIndex(r => !r.Failed);

    /// <summary>The result of the highest rung with a value.</summary>
    public TrialResult? Best => Rung >= 0 ? _results[Rung] : null;

    /// <summary>Those of the values that are not the options' defaults.</summary>
    public SearchPoint Changed { get; } = changed;

    /// <summary>As <c>evaluate --models</c> takes it.</summary>
    public string Name => Changed.Values.Count == 0 ? Model : $"{Model}:{Changed}";

    /// <summary>Whether it is the recommender as it is without a search, which every winner must beat.</summary>
    internal bool IsUsual => Origin == UsualOrigin;

    internal const string UsualOrigin = "usual";

    internal void Add(TrialResult result) => _results.Add(result);
}
