using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>Matrix factorization that orders what a user has above what they have not: Bayesian personalized ranking.</summary>
/// <remarks>
/// <code>minimise  Σ_(u, i, j)  ln(1 + e^(−(s_ui − s_uj)))  +  λ/2·(‖p_u‖² + ‖q_i‖² + ‖q_j‖²)        s_ui = b_i + p_u·q_i</code>
/// i an item that u has, j a random one that u has not. Rendle et al. 2009, "BPR: Bayesian personalized ranking from implicit
/// feedback". The counterpart of the one-class loss of ML.NET's <c>MatrixFactorizationTrainer</c>.
/// </remarks>
public sealed class BprTrainer(BprOptions options) : IContinuingTrainer
{
    /// <summary>Name in reports and on the command line.</summary>
    public const string TrainerName = "bpr";

    /// <summary>A trainer with default options.</summary>
    public BprTrainer() : this(new BprOptions()) { }

    /// <summary>The settings.</summary>
    public BprOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        return Fit(log.ToMatrix(), run, seen: SeenHistories.Of(log));
    }

    /// <inheritdoc/>
    /// <remarks>A third of the passes over everything: the vectors are near their places already. Users keep the model's numbers, new ones come after them.</remarks>
    public IItemScorer Continue(IItemScorer model, InteractionLog log, int known, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        var start = FactorRows.ToGoOnFrom(model, Name);
        return new BprTrainer(Options with { Epochs = (Options.Epochs + 2) / 3 }).Fit(log.ToMatrix(), run, start, SeenHistories.Of(log));
    }

    /// <summary>Fits users × items; which items a user has counts, not their weight.</summary>
    /// <param name="interactions">Weights of at least 0.</param>
    /// <param name="run">Seed, threads, progress.</param>
    /// <param name="start">An earlier model to continue from, or null; users and items beyond its size begin afresh.</param>
    /// <param name="seen">What the users' vectors are fitted on; by default the matrix itself.</param>
    public FactorModel Fit(InteractionMatrix interactions, RunSettings run, FactorModel? start = null, SeenHistories? seen = null)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(run);
        Options.ThrowIfInvalid();
        return new PairwiseTraining(TrainerName, Options.ToPairwise(), run).Fit(interactions, start, seen ?? SeenHistories.Of(interactions));
    }
}
