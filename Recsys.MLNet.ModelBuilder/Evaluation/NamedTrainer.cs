using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>A trainer under another name, so that one model with several settings has a row for each.</summary>
internal sealed class NamedTrainer(string name, IItemScorerTrainer trainer) : IEarlyStoppingTrainer
{
    public string Name => name;

    public IItemScorer Fit(InteractionLog log, RunSettings run) => trainer.Fit(log, run);

    public IItemScorer Fit(InteractionLog log, InteractionLog validation, RunSettings run) =>
        trainer is IEarlyStoppingTrainer watching ? watching.Fit(log, validation, run) : trainer.Fit(log, run);
}
