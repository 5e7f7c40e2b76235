using Recsys.MLNet.Models;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.MatrixFactorization;

/// <summary>Factor matrices while they are fitted: rows padded with zeros to whole vectors, which every update keeps at zero.</summary>
internal static class FactorRows
{
    /// <summary>Random rows of expected length <paramref name="scale"/>, the first ones copied from an earlier model where there is one; row r lies at <paramref name="places"/>[r], at r without places.</summary>
    public static RowMatrix Begin(string stream, int rows, int factors, int padded, float scale, RowMatrix? start, RunSettings run, int[]? places = null)
    {
        if (start is not null && (start.Rows > rows || start.Columns != factors))
            throw new ArgumentException($"The model to continue from has {start.Rows} rows of {start.Columns} factors; expected at most {rows} rows of {factors}. Number users and items as before, new ones after them, and keep Factors.");
        var matrix = new RowMatrix(rows, padded);
        float deviation = scale / MathF.Sqrt(factors);
        run.ParallelFor(rows, r =>
        {
            var row = matrix.Row(places is null ? r : places[r]);
            if (start is not null && r < start.Rows)
            {
                start.Row(r).CopyTo(row);
                return;
            }
            var random = run.Random(stream, r); // a stream for each row: a longer matrix begins as a shorter one does
            foreach (ref float value in row[..factors])
                value = (float)(random.NextGaussian() * deviation);
        });
        return matrix;
    }

    /// <summary>A model as one to go on from.</summary>
    public static FactorModel ToGoOnFrom(IItemScorer model, string trainer) => model as FactorModel
        ?? throw new ArgumentException($"The trainer '{trainer}' was given a model of type {model?.GetType().Name ?? "null"} to go on from; expected one that it fitted itself.", nameof(model));

    /// <summary>The rows without their padding; the same matrix where there is none.</summary>
    public static RowMatrix Unpad(RowMatrix padded, int factors)
    {
        if (padded.Columns == factors)
            return padded;
        var plain = new RowMatrix(padded.Rows, factors);
        for (int r = 0; r < padded.Rows; r++)
            padded.Row(r)[..factors].CopyTo(plain.Row(r));
        return plain;
    }
}
