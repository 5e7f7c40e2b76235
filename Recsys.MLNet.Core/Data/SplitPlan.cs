using System.Globalization;

namespace Recsys.MLNet.Data;

/// <summary>A split as people write it: <c>time</c>, <c>prequential</c>, <c>leave-one-out</c>, <c>random-user:80/10/10</c>, <c>random-item:75/25</c>, <c>cold-items:10</c>, <c>folds:5</c> or <c>files:TRAIN,TEST</c>.</summary>
public sealed record SplitPlan
{
    private const string Forms = "expected time[:TEST%], prequential[:TEST%], leave-one-out, random-user:80/10/10, random-item:75/25, cold-items:10, folds:5 or files:TRAIN,[VALID,]TEST";

    private SplitPlan(SplitKind kind, double[] numbers, string[] paths) => (Kind, Numbers, Paths) = (kind, numbers, paths);

    /// <summary>How the log is divided.</summary>
    public SplitKind Kind { get; }

    /// <summary>Shares, or the number of folds.</summary>
    private double[] Numbers { get; }

    /// <summary>For <see cref="SplitKind.Files"/>: the files, training first, test last; else empty.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Reads a plan.</summary>
    /// <exception cref="ArgumentException">It is none of the forms.</exception>
    public static SplitPlan Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon], rest = colon < 0 ? "" : text[(colon + 1)..];
        return name switch
        {
            "time" => new(SplitKind.Time, ReadNumbers(text, rest, 1), []),
            "prequential" => new(SplitKind.Prequential, ReadNumbers(text, rest, 1), []),
            "leave-one-out" when rest.Length == 0 => new(SplitKind.LeaveOneOut, [], []),
            "random-user" => new(SplitKind.RandomUser, ReadNumbers(text, rest, 3), []),
            "random-item" => new(SplitKind.RandomItem, ReadNumbers(text, rest, 2), []),
            "cold-items" => new(SplitKind.ColdItems, ReadNumbers(text, rest, 1), []),
            "folds" => new(SplitKind.Folds, ReadNumbers(text, rest, 1), []),
            "files" when rest.Split(',') is { Length: 2 or 3 } paths && paths.All(p => p.Length > 0) => new(SplitKind.Files, [], paths),
            _ => throw Wrong(text),
        };
    }

    /// <summary>Divides a log; folds give one split each, every other plan exactly one.</summary>
    /// <exception cref="ArgumentException">The data cannot support the plan, or the plan reads files of its own (<see cref="Splits.Files"/>).</exception>
    public IReadOnlyList<Split> Apply(InteractionLog log, RunSettings run) => Kind switch
    {
        SplitKind.Time => [Splits.Time(log, Share(20))],
        SplitKind.Prequential => [Splits.Prequential(log, Share(20))],
        SplitKind.LeaveOneOut => [Splits.LeaveOneOut(log)],
        SplitKind.RandomUser => [Numbers.Length switch
        {
            0 => Splits.RandomUser(log, run),
            2 => Splits.RandomUser(log, run, Numbers[0], 0, Numbers[1]),
            _ => Splits.RandomUser(log, run, Numbers[0], Numbers[1], Numbers[2]),
        }],
        SplitKind.RandomItem => [Numbers.Length == 0 ? Splits.RandomItem(log, run) : Splits.RandomItem(log, run, Numbers[0], Numbers[1])],
        SplitKind.ColdItems => [Splits.ColdItems(log, run, Share(10))],
        SplitKind.Folds => Splits.Folds(log, run, Numbers.Length == 0 ? 5 : (int)Numbers[0]),
        _ => throw new ArgumentException("A split by files brings its own log; read it with Splits.Files."),
    };

    private double Share(double usual) => (Numbers.Length == 0 ? usual : Numbers[0]) / 100;

    private static double[] ReadNumbers(string text, string rest, int atMost)
    {
        if (rest.Length == 0)
            return [];
        string[] parts = rest.Split('/');
        var numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            if (!double.TryParse(parts[i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out numbers[i]))
                throw Wrong(text);
        return parts.Length > atMost || (atMost > 1 && parts.Length < 2) ? throw Wrong(text) : numbers;
    }

    private static ArgumentException Wrong(string text) => new($"The split is '{text}'; {Forms}.");
}
