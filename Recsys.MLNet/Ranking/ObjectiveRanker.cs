using System.Buffers;
using System.Globalization;
using Recsys.MLNet.Features;
using Recsys.MLNet.Models;
using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Ranking;

/// <summary>A ranker of several aims, such as click and purchase, whose weights a request may choose.</summary>
/// <remarks>
/// <code>score[c] = Σ_k w_k · log p_k(c)          p_k the calibrated probability that aim k is reached</code>
/// A weight of 0 leaves an aim out; all weights times the same number give the same order. Immutable and safe for many threads at once.
/// </remarks>
public sealed class ObjectiveRanker : IRanker
{
    private const double Least = 1e-9;
    private readonly MultiObjectiveModel _model;
    private readonly FeatureSchema _schema;
    private readonly double[] _weights;
    private readonly (int From, int To)[] _columnsOfSource;

    /// <summary>A ranker over models that were trained on exactly these features.</summary>
    /// <param name="model">One model for each aim.</param>
    /// <param name="schema">The features.</param>
    /// <param name="sources">Names of the candidate sources.</param>
    /// <param name="weights">Weights where a request says nothing; an aim that is not named weighs 1 when none is named, else 0.</param>
    /// <exception cref="SchemaMismatchException">The models know other features.</exception>
    public ObjectiveRanker(MultiObjectiveModel model, FeatureSchema schema, IReadOnlyList<string> sources, IReadOnlyDictionary<string, double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(sources);
        model.ModelOf(0).ExpectFeatures(schema.Names);
        (_model, _schema) = (model, schema);
        _weights = new double[model.Names.Count];
        Weights(weights, _weights);
        _columnsOfSource = [.. sources.Select(schema.ColumnsOfSource)];
    }

    /// <summary>The models of the aims.</summary>
    public MultiObjectiveModel Model => _model;

    /// <inheritdoc/>
    public IReadOnlyList<string> Objectives => _model.Names;

    /// <inheritdoc/>
    public bool ReadsLists => true;

    /// <inheritdoc/>
    public void Score(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        var rows = candidates.FeatureRows(_schema.Width);
        _schema.Write(request, candidates, rows);
        candidates.FeaturesReadyAt = System.Diagnostics.Stopwatch.GetTimestamp();
        Score(request, rows, candidates.Scores);
    }

    /// <inheritdoc/>
    public void Probabilities(CandidateSet candidates, int place, Span<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var row = candidates.FeatureRows(_schema.Width).Slice(place * _schema.Width, _schema.Width);
        for (int k = 0; k < probabilities.Length; k++)
        {
            _model.ModelOf(k).Score(row, probabilities.Slice(k, 1));
            probabilities[k] = (float)_model.Probability(k, probabilities[k]);
        }
    }

    /// <summary>What the score loses when a source's say is taken away: its features become missing.</summary>
    public void Contributions(RecallContext request, CandidateSet candidates, int place, Span<float> bySource)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        int width = _schema.Width, count = bySource.Length + 1;
        var row = candidates.FeatureRows(width).Slice(place * width, width);
        float[] rows = ArrayPool<float>.Shared.Rent(width * count);
        Span<float> scores = count <= 256 ? stackalloc float[count] : new float[count];
        for (int s = 0; s < count; s++)
        {
            var copy = rows.AsSpan(s * width, width);
            row.CopyTo(copy);
            if (s < bySource.Length)
                copy[_columnsOfSource[s].From.._columnsOfSource[s].To].Fill(float.NaN);
        }
        Score(request, rows.AsSpan(0, width * count), scores);
        for (int s = 0; s < bySource.Length; s++)
            bySource[s] = candidates.RankOf(s, place) > 0 ? scores[^1] - scores[s] : 0;
        ArrayPool<float>.Shared.Return(rows);
    }

    private void Score(RecallContext request, ReadOnlySpan<float> rows, Span<float> scores)
    {
        Span<double> weights = stackalloc double[_weights.Length];
        if (request.Objectives.Count == 0)
            _weights.CopyTo(weights);
        else
            Weights(request.Objectives, weights);
        float[] aim = ArrayPool<float>.Shared.Rent(scores.Length);
        scores.Clear();
        for (int k = 0; k < weights.Length; k++)
        {
            if (weights[k] == 0)
                continue;
            _model.ModelOf(k).Score(rows, aim.AsSpan(0, scores.Length));
            for (int i = 0; i < scores.Length; i++)
                scores[i] += (float)(weights[k] * Math.Log(Math.Max(Least, _model.Probability(k, aim[i]))));
        }
        ArrayPool<float>.Shared.Return(aim);
    }

    private void Weights(IReadOnlyDictionary<string, double>? given, Span<double> into)
    {
        if (given is null || given.Count == 0)
        {
            into.Fill(1);
            return;
        }
        into.Clear();
        double sum = 0;
        foreach (var (name, weight) in given)
        {
            int aim = -1;
            for (int k = 0; k < _model.Names.Count; k++)
                aim = _model.Names[k] == name ? k : aim;
            if (aim < 0 || !(weight >= 0) || double.IsInfinity(weight))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The objective '{name}' has weight {weight}; weights are finite and not negative, and the model's objectives are {string.Join(", ", _model.Names)}."));
            into[aim] = weight;
            sum += weight;
        }
        if (sum == 0)
            throw new ArgumentException($"Every objective has weight 0, which orders nothing; give one of {string.Join(", ", _model.Names)} a weight above 0.");
    }
}
