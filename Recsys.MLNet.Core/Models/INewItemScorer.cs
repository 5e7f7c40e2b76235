namespace Recsys.MLNet.Models;

/// <summary>A scorer that also scores items it was not fitted on, from their vectors.</summary>
public interface INewItemScorer : IItemScorer
{
    /// <summary>What makes vectors of new items; null when the model was saved without it, then it scores none.</summary>
    IItemTextVectors? NewItems { get; }

    /// <summary>Writes what a request looks for.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="request">(<see cref="IItemTextVectors.Dimensions"/>), overwritten.</param>
    /// <returns>False for a user without known items.</returns>
    bool NewItemRequest(in UserContext user, Span<float> request);

    /// <summary>Score of a new item on the scale of the fitted items' scores.</summary>
    /// <param name="request">What <see cref="NewItemRequest"/> wrote.</param>
    /// <param name="vector">The item's vector.</param>
    float NewItemScore(ReadOnlySpan<float> request, ReadOnlySpan<float> vector);
}
