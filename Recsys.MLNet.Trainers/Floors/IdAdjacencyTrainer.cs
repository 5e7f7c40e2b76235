using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.Floors;

/// <summary>The floor <c>id-adjacency</c>: what the numbering of items in their source file gives away. For audits only.</summary>
public sealed class IdAdjacencyTrainer(bool onOwnNumbers = false) : IItemScorerTrainer
{
    /// <inheritdoc/>
    public string Name => onOwnNumbers ? "id-adjacency (permuted)" : "id-adjacency";

    /// <inheritdoc/>
    public IItemScorer Fit(InteractionLog log, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(log);
        var numbers = new long[log.Items.Count];
        for (int item = 0; item < numbers.Length; item++)
        {
            if (onOwnNumbers)
                numbers[item] = item;
            else
                numbers[item] = long.TryParse(log.Catalogue.SourceIdOf(item), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;
        }
        return new IdAdjacencyModel(numbers);
    }
}
