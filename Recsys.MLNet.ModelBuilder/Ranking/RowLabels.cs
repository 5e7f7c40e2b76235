namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>What came of an item on a request, as labels of the ranker's rows: one column each, all from one reading of the log.</summary>
public static class RowLabels
{
    /// <summary>Grade of the most valuable outcome: 0 none, 1 interest, 2 intent, 3 conversion. What a ranker of one aim learns from.</summary>
    public const string Grade = "grade";

    /// <summary>1 where an interest such as a click or view came within its window, else 0.</summary>
    public const string Click = "click";

    /// <summary>1 where an intent such as a cart or a save came within its window, else 0.</summary>
    public const string Cart = "cart";

    /// <summary>1 where a conversion such as a purchase came within its window, else 0.</summary>
    public const string Purchase = "purchase";

    /// <summary>Longest look in seconds that an interaction of the request says: its number field <c>dwell</c>, or <c>value</c> of the type <c>dwell</c>; 0 for an item that was not turned to, NaN where the log is silent.</summary>
    public const string Dwell = "dwell";

    /// <summary>Those that a ranker can have as aims of their own.</summary>
    public static IReadOnlyList<string> Aims { get; } = [Click, Cart, Purchase, Dwell];

    /// <summary>Value of a label.</summary>
    /// <param name="label">Its name.</param>
    /// <param name="outcomes">Bits of the outcomes: 1 interest, 2 intent, 4 conversion.</param>
    /// <param name="dwell">Seconds.</param>
    internal static float Of(string label, byte outcomes, float dwell) => label switch
    {
        Grade => GradeOf(outcomes),
        Click => outcomes & 1,
        Cart => (outcomes >> 1) & 1,
        Purchase => (outcomes >> 2) & 1,
        Dwell => dwell,
        _ => throw new ArgumentException($"There is no label '{label}'; labels are {Grade}, {string.Join(", ", Aims)}."),
    };

    /// <summary>Grade of the most valuable outcome.</summary>
    internal static byte GradeOf(byte outcomes) => (byte)(outcomes == 0 ? 0 : 1 + System.Numerics.BitOperations.Log2(outcomes));
}
