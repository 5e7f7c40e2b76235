using System.Runtime.Intrinsics;
using Recsys.MLNet.Indexing;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Indexing;

[TestFixture, Category("Kernel"), Parallelizable(ParallelScope.All)]
public sealed unsafe class GraphSpaceTests
{
    [Test]
    public void Float_distances_are_the_definition_at_every_width([Values(1, 3, 15, 16, 17, 31, 64, 100)] int factors, [Values(1, 2, 3, 4, 5, 33)] int nodes)
    {
        var memory = new GraphMemory(256, GraphVectors.Width(VectorMetric.Euclidean, factors), 4);
        var table = Vectors.Clustered(256, factors);
        for (int i = 0; i < 256; i++)
            GraphVectors.Row(VectorMetric.Euclidean, table.Row(i), 0, new Span<float>(memory.Row(i), memory.Width));
        int* numbers = stackalloc int[nodes];
        for (int i = 0; i < nodes; i++)
            numbers[i] = i * 7 % 256;
        float* query = memory.Row(255), distances = stackalloc float[nodes];
        Check<Simd512, Vector512<float>>();
        Check<Simd256, Vector256<float>>();
        Check<Simd128, Vector128<float>>();
        Check<Simd1, float>();

        void Check<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct
        {
            new FloatSpace<TSimd, V>(memory.Rows, memory.Width, memory.Row(255)).Distances(numbers, nodes, distances);
            for (int i = 0; i < nodes; i++)
            {
                float wanted = FloatSpace<Simd1, float>.Reference(table.Row(255), table.Row(numbers[i]));
                Assert.That(distances[i], Is.EqualTo(wanted).Within(1e-5f * (1 + wanted)), typeof(TSimd).Name);
            }
        }
    }

    [Test]
    public void Codes_are_the_definition_and_near_the_distance([Values(1, 31, 32, 33, 64, 100)] int factors)
    {
        var memory = new GraphMemory(256, GraphVectors.Width(VectorMetric.Euclidean, factors), 4);
        var table = Vectors.Clustered(256, factors);
        for (int i = 0; i < 256; i++)
            GraphVectors.Row(VectorMetric.Euclidean, table.Row(i), 0, new Span<float>(memory.Row(i), memory.Width));
        var codes = new GraphCodes(memory, 256, factors, hasRest: false);
        byte* query = stackalloc byte[codes.Width];
        codes.Encode(memory.Row(9), query);
        var space = new CodeSpace(codes.Codes, codes.Width, query, codes.Step * codes.Step, codes.Rest);
        for (int node = 0; node < 256; node++)
        {
            float distance;
            space.Distances(&node, 1, &distance);
            int sum = CodeSpace.Reference(new(query, codes.Width), new(codes.Codes + node * codes.Width, codes.Width));
            Assert.That(distance, Is.EqualTo(codes.Step * codes.Step * sum));
            float wanted = FloatSpace<Simd1, float>.Reference(table.Row(9), table.Row(node));
            Assert.That(MathF.Sqrt(distance), Is.EqualTo(MathF.Sqrt(wanted)).Within(codes.Step * MathF.Sqrt(factors) * 1.5f + 0.1f * MathF.Sqrt(wanted)));
        }
    }

    [Test]
    public void Keys_sort_by_distance_then_node()
    {
        ulong* keys = stackalloc ulong[5];
        int count = 0;
        foreach (var (distance, node) in (ReadOnlySpan<(float, int)>)[(2, 1), (0.5f, 9), (2, 0), (1, 3), (0, 4), (1.5f, 7)])
            if (count < 5 || NodeKey.Of(distance, node) < keys[4])
                NodeKey.Insert(keys, ref count, 5, NodeKey.Of(distance, node));
        Assert.That(new ReadOnlySpan<ulong>(keys, 5).ToArray().Select(k => (NodeKey.Distance(k), NodeKey.Node(k))), Is.EqualTo(((float, int)[])[(0, 4), (0.5f, 9), (1, 3), (1.5f, 7), (2, 0)]));
    }
}
