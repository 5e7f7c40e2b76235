using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>What a past item contributes to a score; a struct, so that asking costs no closure.</summary>
internal interface IContribution
{
    /// <summary>Its contribution; 0 for nothing.</summary>
    float Of(ItemState past);
}
