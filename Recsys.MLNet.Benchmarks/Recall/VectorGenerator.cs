using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Benchmarks.Recall;

/// <summary>Clustered vectors: 1,000 centres with a spread of their own each, drawn alike for the table and the queries.</summary>
internal static class VectorGenerator
{
    private const int Centres = 1000;

    public static (RowMatrix Table, RowMatrix Queries) Draw(int items, int queries, int factors)
    {
        var random = new GeneratorRandom(77, 3);
        var centres = new float[Centres * factors];
        for (int i = 0; i < centres.Length; i++)
            centres[i] = (float)random.Normal();
        var spreads = new double[Centres];
        for (int i = 0; i < Centres; i++)
            spreads[i] = .4 + .6 * random.Uniform();
        return (Draw(items), Draw(queries));

        RowMatrix Draw(int rows)
        {
            var drawn = new RowMatrix(rows, factors);
            for (int i = 0; i < rows; i++)
            {
                int centre = random.Below(Centres);
                var row = drawn.Row(i);
                for (int f = 0; f < factors; f++)
                    row[f] = (float)(centres[centre * factors + f] + spreads[centre] * random.Normal());
            }
            return drawn;
        }
    }
}
