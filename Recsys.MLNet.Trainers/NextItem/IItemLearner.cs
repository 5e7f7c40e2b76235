using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.NextItem;

/// <summary>Something that makes unit vectors of items and can be taught by their gradients.</summary>
internal interface IItemLearner
{
    /// <summary>Length of the vectors, O.</summary>
    int Dimensions { get; }

    /// <summary>Vectors of all items as they are now, (items, O).</summary>
    float[] EncodeAll(RunSettings run);

    /// <summary>Vectors of these items as training sees them, (items.Length, O); valid until the next call.</summary>
    Memory<float> Forward(ReadOnlySpan<int> items, RandomStream random, RunSettings run);

    /// <summary>One step against the gradients of the vectors of the last <see cref="Forward"/>, which are overwritten.</summary>
    void Learn(Span<float> gradients, float rate, RunSettings run);
}
