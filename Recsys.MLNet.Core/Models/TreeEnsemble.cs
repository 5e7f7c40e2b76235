using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>A sum of regression trees: what <c>LambdaRank</c> learns, and what LightGBM's model files hold.</summary>
/// <remarks>
/// Immutable and safe for many threads. Scores are sums of leaf values in double precision, rounded to float.
/// Values are compared with thresholds exactly as LightGBM compares them. Reads and writes LightGBM's text model format.
/// </remarks>
public sealed class TreeEnsemble : ISavedModel
{
    /// <summary>The section's kind.</summary>
    public const string SectionKind = "trees";

    private readonly TreeScorer _scorer;

    internal TreeEnsemble(IReadOnlyList<RegressionTree> trees, IReadOnlyList<string> featureNames, string objective,
                          IReadOnlyList<string>? featureInfos = null, string parameters = "")
    {
        Trees = trees;
        FeatureNames = featureNames;
        Objective = objective;
        FeatureInfos = featureInfos ?? [.. Enumerable.Repeat("none", featureNames.Count)];
        Parameters = parameters;
        _scorer = new TreeScorer(trees, featureNames.Count);
    }

    /// <summary>Names of the features, in the order of a row.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Number of features in a row.</summary>
    public int FeatureCount => FeatureNames.Count;

    /// <summary>Number of trees.</summary>
    public int TreeCount => Trees.Count;

    /// <summary>What the trees were trained for, in LightGBM's words, such as <c>lambdarank</c> or <c>binary sigmoid:1</c>.</summary>
    public string Objective { get; }

    /// <summary>Parameters that the model file carried, one <c>[name: value]</c> a line; empty if none.</summary>
    public string Parameters { get; }

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    internal IReadOnlyList<RegressionTree> Trees { get; }

    /// <summary>Value ranges met while training, as LightGBM writes them: <c>[low:high]</c>, categories joined by colons, or <c>none</c>.</summary>
    internal IReadOnlyList<string> FeatureInfos { get; }

    /// <summary>Reads a model in LightGBM's text format.</summary>
    public static TreeEnsemble ReadText(TextReader reader) => new TreeTextReader(reader).Read();

    /// <summary>Reads a model file in LightGBM's text format.</summary>
    public static TreeEnsemble ReadText(string path)
    {
        using var reader = new StreamReader(path);
        return ReadText(reader);
    }

    /// <summary>Writes the model in LightGBM's text format, version 4.</summary>
    public void WriteText(TextWriter writer) => TreeTextWriter.Write(this, writer);

    /// <summary>Scores one row.</summary>
    /// <param name="features">(<see cref="FeatureCount"/>); NaN is a missing value.</param>
    public float Score(ReadOnlySpan<float> features)
    {
        CheckWidth(features.Length);
        return (float)_scorer.Score(features);
    }

    /// <summary>Scores one row in double: exactly what LightGBM gives for values read from text.</summary>
    /// <param name="features">(<see cref="FeatureCount"/>); NaN is a missing value.</param>
    public double Score(ReadOnlySpan<double> features)
    {
        CheckWidth(features.Length);
        double sum = 0;
        foreach (var tree in Trees)
            sum += tree.LeafValue[tree.LeafOf(features)];
        return sum;
    }

    /// <summary>Scores every row of a matrix.</summary>
    /// <param name="rows">(N, <see cref="FeatureCount"/>).</param>
    /// <param name="scores">(N), overwritten.</param>
    public void Score(RowMatrix rows, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(rows);
        CheckWidth(rows.Columns);
        Score(rows.Values, scores);
    }

    /// <summary>Scores rows that lie one after the other.</summary>
    /// <param name="rows">(N, <see cref="FeatureCount"/>), row-major.</param>
    /// <param name="scores">(N), overwritten; its length says how many rows there are.</param>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores)
    {
        if (rows.Length != (long)scores.Length * FeatureCount)
            throw new ArgumentException($"rows holds {rows.Length} values; expected {scores.Length} rows x {FeatureCount} features = {(long)scores.Length * FeatureCount}.");
        _scorer.Score(rows, scores);
    }

    /// <summary>Turns a score into what the objective predicts: a probability for <c>binary</c>, else the score itself.</summary>
    public double Predict(double score) =>
        Objective.StartsWith("binary", StringComparison.Ordinal) ? 1 / (1 + Math.Exp(-Sigmoid() * score)) : score;

    /// <summary>How much each feature moved this row's score: exact Shapley values of the tree ensemble.</summary>
    /// <param name="features">(<see cref="FeatureCount"/>).</param>
    /// <param name="contributions">
    /// (<see cref="FeatureCount"/> + 1), overwritten; the last is the expected score over the training rows. They sum to the score.
    /// </param>
    public void Contributions(ReadOnlySpan<float> features, Span<double> contributions)
    {
        var wide = new double[features.Length];
        for (int f = 0; f < wide.Length; f++)
            wide[f] = features[f];
        Contributions(wide, contributions);
    }

    /// <summary>As for a row of floats; for values read from text, which may lie between a float and a threshold.</summary>
    /// <param name="features">(<see cref="FeatureCount"/>).</param>
    /// <param name="contributions">(<see cref="FeatureCount"/> + 1), overwritten; the last is the expected score.</param>
    public void Contributions(ReadOnlySpan<double> features, Span<double> contributions)
    {
        CheckWidth(features.Length);
        if (contributions.Length != FeatureCount + 1)
            throw new ArgumentException($"contributions holds {contributions.Length} values; expected {FeatureCount} features + 1 for the expected score = {FeatureCount + 1}.");
        TreeShap.Compute(Trees, features, contributions);
    }

    /// <summary>Importance of each feature over all splits.</summary>
    public double[] Importance(TreeImportance kind)
    {
        var sums = new double[FeatureCount];
        foreach (var tree in Trees)
            for (int n = 0; n < tree.NodeCount; n++)
                if (tree.SplitGain[n] > 0)
                    sums[tree.SplitFeature[n]] += kind == TreeImportance.Splits ? 1 : tree.SplitGain[n];
        return sums;
    }

    /// <summary>The first trees as a model of their own.</summary>
    public TreeEnsemble Take(int trees)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trees);
        return new TreeEnsemble([.. Trees.Take(trees)], FeatureNames, Objective, FeatureInfos, Parameters);
    }

    /// <summary>Refuses features other than those the model was trained with.</summary>
    public void ExpectFeatures(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.SequenceEqual(FeatureNames))
            return;
        var missing = FeatureNames.Except(names).Take(5).ToArray();
        var unknown = names.Except(FeatureNames).Take(5).ToArray();
        throw new SchemaMismatchException(
            $"The model was trained with {FeatureCount} features; the data has {names.Count}."
            + (missing.Length > 0 ? $" Missing: {string.Join(", ", missing)}." : "")
            + (unknown.Length > 0 ? $" Unknown: {string.Join(", ", unknown)}." : "")
            + (missing.Length + unknown.Length == 0 ? " Their order differs." : "")
            + " Train again, or give the features that the model knows.");
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        using var text = new StringWriter();
        WriteText(text);
        writer.Write(System.Text.Encoding.UTF8.GetBytes(text.ToString()).AsSpan());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static TreeEnsemble Read(SectionReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Expect(SectionKind, 1);
        return ReadText(new StringReader(System.Text.Encoding.UTF8.GetString(reader.ReadArray<byte>())));
    }

    private double Sigmoid()
    {
        int at = Objective.IndexOf("sigmoid:", StringComparison.Ordinal);
        return at >= 0 && double.TryParse(Objective[(at + 8)..].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture, out double value) ? value : 1;
    }

    private void CheckWidth(int width)
    {
        if (width != FeatureCount)
            throw new SchemaMismatchException($"A row has {width} features; the model was trained with {FeatureCount} ({string.Join(", ", FeatureNames.Take(5))}{(FeatureCount > 5 ? ", …" : "")}).");
    }
}
