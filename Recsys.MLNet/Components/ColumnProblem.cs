namespace Recsys.MLNet.Components;

/// <summary>What components say about columns that are not as they need them.</summary>
internal static class ColumnProblem
{
    public static SchemaMismatchException Missing(ComponentInput wanted, IEnumerable<string> columns) =>
        new($"There is no column '{wanted.Column}'; the data has {string.Join(", ", columns)}. Name the column that holds {wanted.Wanted}.");

    public static SchemaMismatchException WrongType(ComponentInput wanted, string got, string component) =>
        new($"Column '{wanted.Column}' is a {got}; '{component}' needs {wanted.Wanted}. Name another column, or convert it before this stage.");
}
