using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>Fits of a recommender's sources, each made once: the recommender without one of its parts needs the others on the same parts of the log.</summary>
/// <remarks>For one recommender and its ablations, in which a name always means the same trainer. A fit depends on nothing but log and seed, so sharing changes no figure. Keeps every model alive.</remarks>
internal sealed class SharedFits
{
    private readonly Dictionary<(string Name, string Log, int Seed), IItemScorer> _fits = [];

    /// <summary>The trainer's model of a log, fitted unless it was before.</summary>
    public IItemScorer Fit(string name, IItemScorerTrainer trainer, InteractionLog log, RunSettings run)
    {
        var key = (name, KeyOf(log), run.Seed);
        if (!_fits.TryGetValue(key, out var model))
            _fits[key] = model = trainer.Fit(log, run);
        return model;
    }

    // Parts of a log are selected anew each time, so they are told apart by what they hold.
    private static string KeyOf(InteractionLog log)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>(log.UserOf));
        hash.AppendData(MemoryMarshal.AsBytes<int>(log.ItemOf));
        hash.AppendData(MemoryMarshal.AsBytes<int>(log.TypeOf));
        hash.AppendData(MemoryMarshal.AsBytes<float>(log.WeightOf));
        hash.AppendData(MemoryMarshal.AsBytes<long>(log.TimeOf));
        hash.AppendData(BitConverter.GetBytes(log.Items.Count)); // models know texts, also of items that nobody took yet
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
