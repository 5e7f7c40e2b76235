namespace Recsys.MLNet.Features.Declared;

/// <summary>What of a moment a feature is about.</summary>
public enum TimePart : byte
{
    /// <summary>Hours since midnight, with fractions.</summary>
    TimeOfDay,

    /// <summary>Monday 1 to Sunday 7.</summary>
    DayOfWeek,

    /// <summary>From 1.</summary>
    DayOfMonth,

    /// <summary>January 1 to December 12.</summary>
    Month,
}
