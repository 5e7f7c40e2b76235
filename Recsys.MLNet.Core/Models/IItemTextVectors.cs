using Recsys.MLNet.Data;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Makes the vector of an item that a model has never seen from the item's fields: the encoder that the model's own vectors come from. Safe for many threads at once.</summary>
public interface IItemTextVectors : ISavedModel
{
    /// <summary>Length of the vectors.</summary>
    int Dimensions { get; }

    /// <summary>Writes the vector of an item.</summary>
    /// <param name="fields">The item's fields.</param>
    /// <param name="vector">(<see cref="Dimensions"/>), overwritten.</param>
    /// <returns>False, and nothing written, when the fields hold no text to go by.</returns>
    bool TryVector(IReadOnlyList<Field> fields, Span<float> vector);
}
