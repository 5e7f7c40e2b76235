using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Indexing;

/// <summary>Makes <see cref="FloatSpace{TSimd, V}"/>.</summary>
internal readonly unsafe struct FloatSpaceMaker<TSimd, V> : IGraphSpaceMaker<FloatSpace<TSimd, V>> where TSimd : struct, ISimd<V> where V : struct
{
    public FloatSpace<TSimd, V> Around(GraphMemory memory, int node) => new(memory.Rows, memory.Width, memory.Row(node));

    public FloatSpace<TSimd, V> Around(GraphMemory memory, float* row) => new(memory.Rows, memory.Width, row);
}
