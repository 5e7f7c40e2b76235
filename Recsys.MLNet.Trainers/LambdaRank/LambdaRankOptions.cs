namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Settings of <see cref="LambdaRankTrainer"/>. Names and defaults are LightGBM's, written as C# writes them.</summary>
public sealed record LambdaRankOptions : IValidatedOptions
{
    /// <summary>What the trees minimise. Default LambdaRank. Regression and Binary need no query groups.</summary>
    public TreeObjective Objective { get; init; } = TreeObjective.LambdaRank;

    /// <summary>Number of trees. Default 100. Too few underfit, too many overfit: set it high and let <see cref="EarlyStoppingRounds"/> choose; halve <see cref="LearningRate"/>, double this.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Most leaves of a tree. Default 31. More fit finer interactions and need more rows; raise <see cref="MinDataInLeaf"/> along with it.</summary>
    public int Leaves { get; init; } = 31;

    /// <summary>Factor on every tree. Default 0.1. Smaller generalises better and needs more <see cref="Trees"/>; above 0.3 quality falls.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Most bins of a feature, 2..255. Default 255. Fewer train faster and split more coarsely; see <see cref="MinDataInBin"/>.</summary>
    public int MaxBin { get; init; } = 255;

    /// <summary>Fewest rows of a bin. Default 3. Larger merges rare values; too large hides them. Neighbour of <see cref="MaxBin"/>.</summary>
    public int MinDataInBin { get; init; } = 3;

    /// <summary>Rows from which bins are found. Default 200000. Fewer place bounds more roughly; more cost memory while reading.</summary>
    public int BinSampleRows { get; init; } = 200_000;

    /// <summary>Deepest tree, 0 or less for no limit. Default -1. Too shallow wastes <see cref="Leaves"/>, which limit a tree already.</summary>
    public int MaxDepth { get; init; } = -1;

    /// <summary>Fewest rows of a leaf. Default 20. Too small fits noise, too large misses rare patterns. Neighbour of <see cref="MinSumHessianInLeaf"/>.</summary>
    public int MinDataInLeaf { get; init; } = 20;

    /// <summary>Smallest sum of second derivatives in a leaf. Default 0.001. Too small lets leaves explode on confident rows; too large stops growth early.</summary>
    public double MinSumHessianInLeaf { get; init; } = 1e-3;

    /// <summary>L1 pull on leaf values. Default 0. Larger sets weak leaves to 0; too large stops learning. Neighbour of <see cref="LambdaL2"/>.</summary>
    public double LambdaL1 { get; init; }

    /// <summary>L2 pull on leaf values. Default 0. Larger shrinks leaves of few rows; too large underfits.</summary>
    public double LambdaL2 { get; init; }

    /// <summary>Smallest gain of a split. Default 0. Larger prunes weak splits; too large leaves stumps. Its scale is that of the gains in the model file.</summary>
    public double MinGainToSplit { get; init; }

    /// <summary>Largest absolute leaf value before <see cref="LearningRate"/>, 0 for no limit. Default 0. Small values tame unbalanced binary labels and slow learning.</summary>
    public double MaxDeltaStep { get; init; }

    /// <summary>Pulls a leaf towards its parent as if it had this many rows more, 0 for not at all. Default 0. Needs <see cref="MinDataInLeaf"/> of at least 2.</summary>
    public double PathSmooth { get; init; }

    /// <summary>Part of the features that each tree may use, in (0, 1]. Default 1. Smaller trains faster and decorrelates trees; too small hides good features.</summary>
    public double FeatureFraction { get; init; } = 1;

    /// <summary>Part of the tree's features that each node may use, in (0, 1]. Default 1. Works on top of <see cref="FeatureFraction"/> and saves no time.</summary>
    public double FeatureFractionByNode { get; init; } = 1;

    /// <summary>Part of the rows that trees are grown on, in (0, 1]. Default 1. Works only with <see cref="BaggingFrequency"/> above 0; too small is noisy.</summary>
    public double BaggingFraction { get; init; } = 1;

    /// <summary>Draws new rows every so many trees, 0 for never. Default 0. Neighbour of <see cref="BaggingFraction"/>.</summary>
    public int BaggingFrequency { get; init; }

    /// <summary>Draws whole queries instead of rows. Default true: pairs lose no partner. LightGBM's default is false.</summary>
    public bool BaggingByQuery { get; init; } = true;

    /// <summary>Tries one random threshold for each feature and node. Default false. Faster and smoother, needs more <see cref="Trees"/>.</summary>
    public bool ExtraTrees { get; init; }

    /// <summary>For each feature 1 (score may only rise with it), −1 (only fall) or 0. Default none. Costs accuracy where the truth is not monotone.</summary>
    public IReadOnlyList<int> MonotoneConstraints { get; init; } = [];

    /// <summary>Treats NaN as missing, with a direction learned at each split. Default true; false reads NaN as 0.</summary>
    public bool UseMissing { get; init; } = true;

    /// <summary>Treats zeros as missing too. Default false. For sparse data in which absent means unknown. Needs <see cref="UseMissing"/>.</summary>
    public bool ZeroAsMissing { get; init; }

    /// <summary>Stores sparse features that exclude each other in one column. Default true. Changes speed and memory; splits change only where the features overlap in a few rows.</summary>
    public bool EnableBundle { get; init; } = true;

    /// <summary>Categories up to which each is tried against all others. Default 4. More categories are sorted by gradient instead.</summary>
    public int MaxCatToOneHot { get; init; } = 4;

    /// <summary>Most categories on one side of a split. Default 32. Too many fit noise. Neighbour of <see cref="MinDataPerGroup"/>.</summary>
    public int MaxCatThreshold { get; init; } = 32;

    /// <summary>L2 added for categorical splits. Default 10. Too small overfits rare categories.</summary>
    public double CatL2 { get; init; } = 10;

    /// <summary>Pulls the order of categories to the mean; categories of fewer rows are left out. Default 10. Too large ignores rare categories.</summary>
    public double CatSmooth { get; init; } = 10;

    /// <summary>Fewest rows of a group of categories. Default 100. Too small overfits, too large cannot split small data.</summary>
    public int MinDataPerGroup { get; init; } = 100;

    /// <summary>Pairs are formed with the documents of this many top places. Default 30. Set a little above the k you care about; larger costs time and dilutes the top.</summary>
    public int TruncationLevel { get; init; } = 30;

    /// <summary>Steepness of the sigmoid for LambdaRank and Binary. Default 1. Larger trusts score differences sooner; acts against <see cref="LearningRate"/>.</summary>
    public double Sigmoid { get; init; } = 1;

    /// <summary>Divides pair weights by the score distance and scales every query's gradients alike. Default true: better on uneven queries.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>Gain of label 0, 1, 2, …; empty for 2^label − 1. Default empty. Steeper cares more for the best label. ML.NET's evaluator uses 0, 3, 7, 15, 31.</summary>
    public IReadOnlyList<double> LabelGain { get; init; } = [];

    /// <summary>L2 pull on learned position biases. Default 0. Used when the data has positions; too small follows noise at rare positions.</summary>
    public double PositionBiasRegularization { get; init; }

    /// <summary>
    /// How likely each place is looked at, from the first place on, as <see cref="PositionBias.Examination"/> measures it; empty learns a bias for each place instead.
    /// Default empty. Used when the data has positions: a gain at place k counts 1/p_k, so that in expectation gains are those of a list that is looked at
    /// whole. Values below <see cref="LeastExamination"/> are raised to it; places beyond the last count as the last.
    /// </summary>
    public IReadOnlyList<double> PositionExamination { get; init; } = [];

    /// <summary>Least examination that is divided by. Default 0.05: one click weighs at most 20. Too small lets a single deep click decide; too large leaves the bias of deep places in. See <see cref="PositionExamination"/>.</summary>
    public double LeastExamination { get; init; } = 0.05;

    /// <summary>Weight of label 1 for Binary. Default 1. Above 1 for rare positives; distorts probabilities, so calibrate. Excludes <see cref="IsUnbalance"/>.</summary>
    public double ScalePosWeight { get; init; } = 1;

    /// <summary>Weighs both labels alike for Binary. Default false. Distorts probabilities, so calibrate. Excludes <see cref="ScalePosWeight"/>.</summary>
    public bool IsUnbalance { get; init; }

    /// <summary>Starts Regression and Binary from the mean. Default true; false needs more <see cref="Trees"/>.</summary>
    public bool BoostFromAverage { get; init; } = true;

    /// <summary>Stops when the first metric on the validation data has not improved for so many trees, 0 for never. Default 0. Too small stops in noise; about 1/10 of <see cref="Trees"/> is usual.</summary>
    public int EarlyStoppingRounds { get; init; }

    /// <summary>Improvement that counts for <see cref="EarlyStoppingRounds"/>. Default 0. Too large stops early.</summary>
    public double EarlyStoppingMinDelta { get; init; }

    /// <summary>Places k of NDCG@k on the validation data; the last decides about stopping. Default 1, 3, 5, 10.</summary>
    public IReadOnlyList<int> EvalAt { get; init; } = [1, 3, 5, 10];

    /// <summary>Part of the old leaf value that a refit keeps, 0..1. Default 0.9. 0 forgets the old data, 1 learns nothing.</summary>
    public double RefitDecayRate { get; init; } = 0.9;

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(Trees, nameof(Trees), "a number of trees"),
        Check.Between(Leaves, 2, 131072, nameof(Leaves), "a tree needs two leaves to split anything"),
        Check.Positive(LearningRate, nameof(LearningRate), "0 learns nothing"),
        Check.Between(MaxBin, 2, 255, nameof(MaxBin), "bins are stored in one byte"),
        Check.Positive(MinDataInBin, nameof(MinDataInBin), "a number of rows"),
        Check.Positive(BinSampleRows, nameof(BinSampleRows), "a number of rows"),
        Check.NotNegative(MinDataInLeaf, nameof(MinDataInLeaf), "a number of rows"),
        Check.NotNegative(MinSumHessianInLeaf, nameof(MinSumHessianInLeaf), "a sum of second derivatives"),
        Check.NotNegative(LambdaL1, nameof(LambdaL1), "a strength"),
        Check.NotNegative(LambdaL2, nameof(LambdaL2), "a strength"),
        Check.NotNegative(MinGainToSplit, nameof(MinGainToSplit), "a gain"),
        Check.NotNegative(MaxDeltaStep, nameof(MaxDeltaStep), "a leaf value, 0 for no limit"),
        Check.NotNegative(PathSmooth, nameof(PathSmooth), "a number of rows"),
        Check.That(PathSmooth == 0 || MinDataInLeaf >= 2, nameof(PathSmooth), $"is {PathSmooth} with MinDataInLeaf {MinDataInLeaf}; smoothing needs MinDataInLeaf of at least 2"),
        Fraction(FeatureFraction, nameof(FeatureFraction)),
        Fraction(FeatureFractionByNode, nameof(FeatureFractionByNode)),
        Fraction(BaggingFraction, nameof(BaggingFraction)),
        Check.NotNegative(BaggingFrequency, nameof(BaggingFrequency), "a number of trees, 0 for never"),
        Check.That(MonotoneConstraints.All(c => c is -1 or 0 or 1), nameof(MonotoneConstraints), "holds a number other than -1, 0 and 1"),
        Check.That(!ZeroAsMissing || UseMissing, nameof(ZeroAsMissing), "is true while UseMissing is false; missing values must be in use"),
        Check.Positive(MaxCatToOneHot, nameof(MaxCatToOneHot), "a number of categories"),
        Check.Positive(MaxCatThreshold, nameof(MaxCatThreshold), "a number of categories"),
        Check.NotNegative(CatL2, nameof(CatL2), "a strength"),
        Check.NotNegative(CatSmooth, nameof(CatSmooth), "a number of rows"),
        Check.Positive(MinDataPerGroup, nameof(MinDataPerGroup), "a number of rows"),
        Check.Positive(TruncationLevel, nameof(TruncationLevel), "a number of places"),
        Check.Positive(Sigmoid, nameof(Sigmoid), "0 makes every pair a tie"),
        Check.That(LabelGain.All(double.IsFinite), nameof(LabelGain), "holds a gain that is not finite"),
        Check.NotNegative(PositionBiasRegularization, nameof(PositionBiasRegularization), "a strength"),
        Check.That(PositionExamination.All(p => p is > 0 and <= 1), nameof(PositionExamination), "holds a probability outside of 0 (excluded) to 1"),
        Check.That(PositionExamination.Count == 0 || Objective == TreeObjective.LambdaRank, nameof(PositionExamination), $"is given with {Objective}; only LambdaRank uses it"),
        Check.Between(LeastExamination, 0.001, 1, nameof(LeastExamination), "a probability"),
        Check.Positive(ScalePosWeight, nameof(ScalePosWeight), "a weight"),
        Check.That(!IsUnbalance || ScalePosWeight == 1, nameof(IsUnbalance), "is true while ScalePosWeight is set; use one of them"),
        Check.NotNegative(EarlyStoppingRounds, nameof(EarlyStoppingRounds), "a number of trees, 0 for never"),
        Check.NotNegative(EarlyStoppingMinDelta, nameof(EarlyStoppingMinDelta), "an improvement"),
        Check.That(EvalAt.Count > 0 && EvalAt.All(k => k > 0), nameof(EvalAt), "must list places of 1 or more, such as 1, 3, 5, 10"),
        Check.Between(RefitDecayRate, 0, 1, nameof(RefitDecayRate), "a part of the old value"));

    private static OptionProblem? Fraction(double value, string option) =>
        Check.That(value > 0 && value <= 1, option, $"is {value}; must lie above 0 and at most 1");
}
