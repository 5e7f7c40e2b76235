namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>A moment at which something was asked for, and what came of it: a page that was shown, or an interaction that no page explains.</summary>
internal sealed class LoggedRequest
{
    /// <summary>Number of its event in the log, from 0.</summary>
    public required long Event { get; init; }

    /// <summary>Interactions of the log before it.</summary>
    public required int Before { get; init; }

    /// <summary>Items that the log had named before it.</summary>
    public required int ItemsBefore { get; init; }

    public required long Time { get; init; }

    /// <summary>The user or session, as the event named it.</summary>
    public required string? Actor { get; init; }

    /// <summary>Items of the page in their order, or the item taken.</summary>
    public required int[] Items { get; set; }

    /// <summary>What came of each item, a bit for each stage: 1 interest, 2 intent, 4 conversion; 0 for nothing.</summary>
    public required byte[] Outcomes { get; set; }

    /// <summary>Longest look at each item in seconds, NaN where the log does not say; null where it says so of none.</summary>
    public float[]? Dwell { get; private set; }

    /// <summary>For a page: which items were on screen where the log says so, else null.</summary>
    public bool[]? Visible { get; init; }

    /// <summary>For a page: how many of its items were shown; −1 for no page.</summary>
    public int Shown { get; init; } = -1;

    public bool IsPage => Shown >= 0;

    /// <summary>Grade of the most valuable outcome.</summary>
    public byte Best => Outcomes.Length == 0 ? (byte)0 : RowLabels.GradeOf(Outcomes.Max());

    /// <summary>Grade of the most valuable outcome of an item, 0 for none.</summary>
    public byte Grade(int place) => RowLabels.GradeOf(Outcomes[place]);

    /// <summary>Seconds of the longest look at an item: 0 without an outcome, NaN where the log does not say.</summary>
    public float DwellOf(int place) => Outcomes[place] == 0 ? 0 : Dwell?[place] ?? float.NaN;

    /// <summary>Adds an outcome of an item.</summary>
    public void Take(int place, byte grade, float dwell)
    {
        Outcomes[place] |= (byte)(1 << (grade - 1));
        if (float.IsNaN(dwell))
            return;
        if (Dwell is null)
            Array.Fill(Dwell = new float[Items.Length], float.NaN);
        Dwell[place] = float.IsNaN(Dwell[place]) ? dwell : Math.Max(Dwell[place], dwell);
    }

    /// <summary>Adds an item that was taken in the same moment.</summary>
    public void TakeAlso(int item, byte grade, float dwell)
    {
        Items = [.. Items, item];
        Outcomes = [.. Outcomes, 0];
        if (Dwell is not null)
            Dwell = [.. Dwell, float.NaN];
        Take(Items.Length - 1, grade, dwell);
    }

    /// <summary>Whether the user looked at an item of the page: it was marked visible, it had an outcome, or it stands no further than one below the last that had one.</summary>
    public bool Examined(int place)
    {
        if (Outcomes[place] > 0)
            return true;
        return Visible is not null ? Visible[place] : place < Shown && place <= Array.FindLastIndex(Outcomes, o => o > 0) + 1;
    }
}
