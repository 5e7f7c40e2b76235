using System.Globalization;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>The files beside a data file, as LightGBM names them: <c>.query</c>, <c>.weight</c> and <c>.position</c>, one number a line.</summary>
/// <param name="GroupSizes">Rows of each query, or null without a <c>.query</c> file.</param>
/// <param name="Weights">Weight of each row, or null.</param>
/// <param name="Positions">Place of each row, or null.</param>
internal sealed record RankingSideFiles(int[]? GroupSizes, float[]? Weights, int[]? Positions)
{
    public static RankingSideFiles Of(string path) => new(
        Read(path + ".query", (text, line) => int.TryParse(text, CultureInfo.InvariantCulture, out int size) && size > 0 ? size : throw Bad(path + ".query", line, text, "a number of rows above 0")),
        Read(path + ".weight", (text, line) => float.TryParse(text, CultureInfo.InvariantCulture, out float weight) && weight >= 0 ? weight : throw Bad(path + ".weight", line, text, "a weight of 0 or more")),
        Read(path + ".position", (text, line) => int.TryParse(text, CultureInfo.InvariantCulture, out int place) && place >= 0 ? place : throw Bad(path + ".position", line, text, "a place, from 0")));

    /// <summary>Sizes from the file or from the rows' qid, checked against the number of rows.</summary>
    public int[] Groups(string path, List<int> fromQid, int rows)
    {
        int[] sizes = GroupSizes ?? [.. fromQid];
        long sum = sizes.Sum(s => (long)s);
        if (sizes.Length > 0 && sum != rows)
            throw new InvalidDataException($"{path}.query: the query sizes sum to {sum}; {path} has {rows} rows. Give the sizes that belong to this file.");
        return sizes;
    }

    private static T[]? Read<T>(string path, Func<string, int, T> parse)
    {
        if (!File.Exists(path))
            return null;
        var values = new List<T>();
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                values.Add(parse(line.Trim(), number));
        }
        return [.. values];
    }

    private static InvalidDataException Bad(string path, int line, string got, string wanted) => new($"{path} line {line}: got '{got}'; expected {wanted}.");
}
