using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>Models that were fitted before on the beginning of the same log.</summary>
/// <param name="Models">The models by name.</param>
/// <param name="Users">The numbers they know users by.</param>
/// <param name="Items">The numbers they know items by.</param>
/// <param name="Events">How many events at the start of the log they were fitted on.</param>
internal sealed record EarlierModels(IReadOnlyDictionary<string, IItemScorer> Models, Vocabulary Users, Vocabulary Items, long Events)
{
    public static EarlierModels None { get; } = new(new Dictionary<string, IItemScorer>(), new(), new(), 0);

    /// <summary>The model of a name as a log numbers users and items now, or null where there is none to go on from.</summary>
    public IItemScorer? For(string name, InteractionLog log)
    {
        if (!Models.TryGetValue(name, out var model) || log.Items.Count < Items.Count)
            return null;
        for (int item = 0; item < Items.Count; item++)
            if (log.Items[item] != Items[item])
                return null; // another log, or one with events erased: its numbers mean other items
        return model is FactorModel factors ? factors.Renumbered(Users, log.Users) : model;
    }
}
