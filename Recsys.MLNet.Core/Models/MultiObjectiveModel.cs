using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Several aims, such as click, cart and purchase: one ensemble and calibrator each, mixed by weights that a request may choose.</summary>
/// <remarks>
/// <code>score = Σ_k w_k · log p_k        p_k the calibrated probability of aim k</code>
/// On one scale of probabilities weights mean the same for every model and survive its refit; without calibration they would not.
/// </remarks>
public sealed class MultiObjectiveModel : ISavedModel
{
    /// <summary>The section's kind.</summary>
    public const string SectionKind = "multi-objective";

    private readonly TreeEnsemble[] _models;
    private readonly IScoreCalibrator[] _calibrators;

    /// <summary>A model over its parts, all of one feature list.</summary>
    public MultiObjectiveModel(IReadOnlyList<string> names, IReadOnlyList<TreeEnsemble> models, IReadOnlyList<IScoreCalibrator> calibrators)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(calibrators);
        if (names.Count == 0 || names.Count != models.Count || names.Count != calibrators.Count)
            throw new ArgumentException($"There are {names.Count} names, {models.Count} models and {calibrators.Count} calibrators; each aim needs one of each.");
        foreach (var model in models)
            model.ExpectFeatures(models[0].FeatureNames);
        Names = names;
        _models = [.. models];
        _calibrators = [.. calibrators];
    }

    /// <summary>Names of the aims, in the order of weights.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Features of a row.</summary>
    public IReadOnlyList<string> FeatureNames => _models[0].FeatureNames;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <summary>The ensemble of an aim.</summary>
    public TreeEnsemble ModelOf(int aim) => _models[aim];

    /// <summary>Calibrated probability of an aim at a raw score of its ensemble.</summary>
    public double Probability(int aim, double score) => _calibrators[aim].Probability(score);

    /// <summary>Calibrated probability of every aim for every row.</summary>
    /// <param name="rows">(N, F).</param>
    /// <param name="probabilities">(aims, N), overwritten.</param>
    public void Probabilities(RowMatrix rows, RowMatrix probabilities)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (probabilities.Rows != _models.Length || probabilities.Columns != rows.Rows)
            throw new ArgumentException($"probabilities is {probabilities.Rows} x {probabilities.Columns}; expected {_models.Length} aims x {rows.Rows} rows.");
        for (int k = 0; k < _models.Length; k++)
        {
            var p = probabilities.Row(k);
            _models[k].Score(rows, p);
            for (int i = 0; i < p.Length; i++)
                p[i] = (float)_calibrators[k].Probability(p[i]);
        }
    }

    /// <summary>Scores rows under weights.</summary>
    /// <param name="rows">(N, F).</param>
    /// <param name="weights">One for each aim, not negative.</param>
    /// <param name="scores">(N), overwritten.</param>
    public void Score(RowMatrix rows, ReadOnlySpan<double> weights, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (weights.Length != _models.Length)
            throw new ArgumentException($"There are {weights.Length} weights; the model has {_models.Length} aims ({string.Join(", ", Names)}).");
        foreach (double weight in weights)
            if (!(weight >= 0) || double.IsInfinity(weight))
                throw new ArgumentException($"A weight is {weight}; weights are finite and not negative.");
        var probabilities = new RowMatrix(_models.Length, rows.Rows);
        Probabilities(rows, probabilities);
        for (int i = 0; i < scores.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < _models.Length; k++)
                sum += weights[k] * Math.Log(Math.Max(1e-9, probabilities.Row(k)[i]));
            scores[i] = (float)sum;
        }
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Names);
        foreach (ISavedModel part in _models.Concat<ISavedModel>(_calibrators))
        {
            using var stream = new MemoryStream();
            ModelSections.Save(part, stream);
            writer.Write<byte>(stream.GetBuffer().AsSpan(0, (int)stream.Length));
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static MultiObjectiveModel Read(SectionReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Expect(SectionKind, 1);
        string[] names = reader.ReadStrings();
        var models = names.Select(_ => Part<TreeEnsemble>(reader)).ToArray();
        var calibrators = names.Select(_ => Part<IScoreCalibrator>(reader)).ToArray();
        return new(names, models, calibrators);
    }

    private static T Part<T>(SectionReader reader) where T : class, ISavedModel
    {
        using var stream = new MemoryStream(reader.ReadArray<byte>());
        return ModelSections.Load<T>(stream);
    }
}
