using System.Runtime.CompilerServices;
using Recsys.MLNet.Data;
using Recsys.MLNet.Models;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Recall;

/// <summary>Vectors of items that came after training, made once each from the fields as they are.</summary>
/// <remarks>Versions of an item share their fields, so that a text is encoded once; what no state holds any more is forgotten with it.</remarks>
internal sealed class NewItemVectors(IItemTextVectors encoder)
{
    private static readonly float[] NoText = [];
    private readonly ConditionalWeakTable<IReadOnlyList<Field>, float[]> _vectors = [];

    /// <summary>The vector; null when there is no text to go by.</summary>
    public float[]? Of(ItemState item)
    {
        if (!_vectors.TryGetValue(item.Fields, out var vector))
        {
            vector = new float[encoder.Dimensions];
            if (!encoder.TryVector(item.Fields, vector))
                vector = NoText;
            _vectors.AddOrUpdate(item.Fields, vector);
        }
        return vector.Length == 0 ? null : vector;
    }
}
