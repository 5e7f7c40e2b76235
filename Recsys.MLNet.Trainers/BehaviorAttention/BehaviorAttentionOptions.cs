using Recsys.MLNet.Behavior;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Settings of <see cref="BehaviorAttentionTrainer"/>. Defaults suit a thousand to a few hundred thousand users with short histories.</summary>
public sealed record BehaviorAttentionOptions : IValidatedOptions
{
    /// <summary>Numbers in an item's vector. Default 64. Smaller forgets, larger learns by heart on little data and costs time with its square; raise <see cref="Dropout"/> with it.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Layers of attention. Default 1; 2 pays on long histories, costs twice the time.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Attention heads, a divisor of <see cref="Width"/>. Default 1. More look for several things at once, each in fewer numbers.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>Hidden numbers of the position-wise network. Default 256, four times <see cref="Width"/>.</summary>
    public int FeedForward { get; init; } = 256;

    /// <summary>How layers add what they compute. Default <see cref="BehaviorBlock.Gated"/>.</summary>
    public BehaviorBlock Block { get; init; } = BehaviorBlock.Gated;

    /// <summary>Behaviours looked back on. Default 50. Fewer forget long interests, more cost time and seldom help.</summary>
    public int Positions { get; init; } = 50;

    /// <summary>Stretches of <see cref="Positions"/> behaviours that a long history is learned from, the latest first. Default 20. 1 learns only the latest behaviours; more cost time for users with long histories.</summary>
    public int Windows { get; init; } = 20;

    /// <summary>Whether the time between behaviours is looked at, where the log has times. Default true.</summary>
    public bool Gaps { get; init; } = true;

    /// <summary>Whether items' texts are looked at, where the catalogue has them or vectors are given. Default true.</summary>
    public bool Texts { get; init; } = true;

    /// <summary>Whether the terms that texts share are weighed and their score added to the model's, where the catalogue has texts and <see cref="Texts"/> is on. Default true: they tell items apart that nobody has met, and steady the rest. False leaves texts to vectors alone and saves their seconds.</summary>
    public bool Terms { get; init; } = true;

    /// <summary>Whether what a behaviour was worth (a rating, seconds of dwell, a quantity) is looked at, where the log tells behaviours apart by it. Default true. False suits logs whose weights are only technical.</summary>
    public bool Values { get; init; } = true;

    /// <summary>Whether each candidate looks at the history itself, too (target attention). Default false. True gives reasons for each item and can rank better; learning takes about half as long again, a full list several times as long.</summary>
    public bool Target { get; init; }

    /// <summary>Interest vectors of a user; an item's score is that of the interest nearest to it. Default 1. 2 to 8 suit users who want several things at once; more learn less each.</summary>
    public int Interests { get; init; } = 1;

    /// <summary>Whether item vectors are divided by their length. Default true: popular items do not win by length alone. False lets lengths be learned.</summary>
    public bool UnitItems { get; init; } = true;

    /// <summary>What the model is taught by. Default <see cref="BehaviorLoss.SampledSoftmax"/>.</summary>
    public BehaviorLoss Loss { get; init; } = BehaviorLoss.SampledSoftmax;

    /// <summary>Items that each step sets against the next ones. Default 1024. Fewer are faster and noisier; ignored by <see cref="BehaviorLoss.FullSoftmax"/>.</summary>
    public int Negatives { get; init; } = 1024;

    /// <summary>How much more often popular items are sampled: items are drawn in proportion to (1 + interactions) to this power. Default 0.5; 0 draws all alike.</summary>
    public float NegativePower { get; init; } = 0.5f;

    /// <summary>Whether the next items of a step's users are set against each other, too. Default false. True is free and teaches most about popular items, for which it is corrected; see <see cref="Negatives"/>.</summary>
    public bool InBatch { get; init; }

    /// <summary>Items like the next ones, by the vectors of the epoch before, that each step sets against them as well. Default 0. A few hundred sharpen the order among look-alikes; many push apart what belongs together.</summary>
    public int HardNegatives { get; init; }

    /// <summary>Tempering of <see cref="BehaviorLoss.GeneralizedBinaryCrossEntropy"/>: 0 is plain binary cross-entropy, 1 makes scores probabilities. Default 0.75.</summary>
    public float Calibration { get; init; } = 0.75f;

    /// <summary>Behaviours that each position is taught to expect, the a-th with weight 1/a. Default 1, the next alone. A few steady a model of short histories; many blur what comes at once.</summary>
    public int Ahead { get; init; } = 1;

    /// <summary>Share of behaviours left out of a history each time it is learned from. Default 0. Some teach that order is loose and memory patchy; much unlearns what follows at once. See <see cref="Ahead"/>.</summary>
    public float Skip { get; init; }

    /// <summary>Whether behaviours of the very same time are put in a new random order each time they are learned from. Default false. True suits logs whose times are days.</summary>
    public bool ShuffleTies { get; init; }

    /// <summary>How slowly the weights that are kept follow those that learn: a running mean with this share of the old each step. Default 0, the last step alone; 0.99 to 0.999 smooth the last hundred to thousand steps.</summary>
    public float Averaging { get; init; }

    /// <summary>Share of numbers dropped from inputs and results of layers while learning. Default 0.5. Less learns faster and, on short histories, by heart; long histories of many users want 0.1 to 0.3. Few <see cref="Epochs"/> want less.</summary>
    public float Dropout { get; init; } = 0.5f;

    /// <summary>Share of items whose own vector is hidden in a step, so that texts alone must do. Default 0.2; 0 leaves items without interactions weak. Without texts it is ignored.</summary>
    public float ItemDropout { get; init; } = 0.2f;

    /// <summary>Learning rate of AdamW. Default 0.001. Larger is faster until it diverges; see <see cref="WarmUp"/>.</summary>
    public float LearningRate { get; init; } = 0.001f;

    /// <summary>Steps in which the learning rate rises from 0. Default 100.</summary>
    public int WarmUp { get; init; } = 100;

    /// <summary>Decoupled weight decay. Default 0. More pulls all weights to 0 and works against <see cref="LearningRate"/>.</summary>
    public float WeightDecay { get; init; }

    /// <summary>Users in a step. Default 128. More make steps steadier and fewer; raise <see cref="LearningRate"/> with it.</summary>
    public int BatchUsers { get; init; } = 128;

    /// <summary>Most epochs. Default 200; early stopping usually ends before.</summary>
    public int Epochs { get; init; } = 200;

    /// <summary>Epochs without a better validation NDCG@10 before it stops, where there is validation data. Default 15.</summary>
    public int Patience { get; init; } = 15;

    /// <summary>Share of users whose last behaviour is held out to stop early by, where no validation data is given. Default 0.1. 0 learns from everything for exactly so many <see cref="Epochs"/>; more is a surer stop and less to learn from.</summary>
    public float HoldOut { get; init; } = 0.1f;

    /// <summary>Users that early stopping looks at, chosen at random, 0 for all. Default 0. Fewer make epochs cheaper and the choice of the best one noisier.</summary>
    public int ValidationUsers { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionProblem> Problems() => Check.All(
        Check.Positive(Width, nameof(Width), "a number of factors"),
        Check.Positive(Layers, nameof(Layers), "at least one layer"),
        Check.That(Heads > 0 && Width % Heads == 0, nameof(Heads), $"is {Heads}; must be a divisor of Width, {Width}"),
        Check.Positive(FeedForward, nameof(FeedForward), "a number of hidden units"),
        Check.Between(Positions, 1, 255, nameof(Positions), "histories are cut to it"),
        Check.Positive(Windows, nameof(Windows), "a number of stretches"),
        Check.Positive(Negatives, nameof(Negatives), "a number of items to compare with"),
        Check.NotNegative(HardNegatives, nameof(HardNegatives), "a number of items"),
        Check.Between(NegativePower, 0, 1, nameof(NegativePower), "0 draws all items alike, 1 by popularity"),
        Check.Between(Calibration, 0, 1, nameof(Calibration), "a share"),
        Check.Between(Interests, 1, 64, nameof(Interests), "a number of vectors"),
        Check.Between(Ahead, 1, 64, nameof(Ahead), "a number of behaviours"),
        Check.Between(Skip, 0, 0.9, nameof(Skip), "a share"),
        Check.Between(Averaging, 0, 0.9999, nameof(Averaging), "a share"),
        Check.Between(Dropout, 0, 0.9, nameof(Dropout), "a share"),
        Check.Between(ItemDropout, 0, 0.9, nameof(ItemDropout), "a share"),
        Check.Positive(LearningRate, nameof(LearningRate), "steps need a size"),
        Check.NotNegative(WarmUp, nameof(WarmUp), "a number of steps"),
        Check.NotNegative(WeightDecay, nameof(WeightDecay), "a strength"),
        Check.Positive(BatchUsers, nameof(BatchUsers), "a number of users"),
        Check.Positive(Epochs, nameof(Epochs), "a number of epochs"),
        Check.Between(HoldOut, 0, 1, nameof(HoldOut), "a share"),
        Check.NotNegative(ValidationUsers, nameof(ValidationUsers), "0 means all"),
        Check.Positive(Patience, nameof(Patience), "a number of epochs"));
}
