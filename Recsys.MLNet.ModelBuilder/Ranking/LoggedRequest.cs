namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>A moment at which something was asked for, and what came of it: a page that was shown, or an interaction that no page explains.</summary>
internal sealed class LoggedRequest
{
    /// <summary>Number of its event in the log, from 0.</summary>
    public required long Event { get; init; }

    /// <summary>Interactions of the log before it.</summary>
    public required int Before { get; init; }

    public required long Time { get; init; }

    /// <summary>The user or session, as the event named it.</summary>
    public required string? Actor { get; init; }

    /// <summary>Items of the page in their order, or the item taken.</summary>
    public required int[] Items { get; set; }

    /// <summary>Grade of the most valuable outcome of each item, 0 for none.</summary>
    public required byte[] Grades { get; set; }

    /// <summary>For a page: which items were on screen where the log says so, else null.</summary>
    public bool[]? Visible { get; init; }

    /// <summary>For a page: how many of its items were shown; −1 for no page.</summary>
    public int Shown { get; init; } = -1;

    public bool IsPage => Shown >= 0;

    public byte Best => Grades.Length == 0 ? (byte)0 : Grades.Max();

    /// <summary>Whether the user looked at an item of the page: it was marked visible, it had an outcome, or it stands no further than one below the last that had one.</summary>
    public bool Examined(int place)
    {
        if (Grades[place] > 0)
            return true;
        return Visible is not null ? Visible[place] : place < Shown && place <= Array.FindLastIndex(Grades, g => g > 0) + 1;
    }
}
