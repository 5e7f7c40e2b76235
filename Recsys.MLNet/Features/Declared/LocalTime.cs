using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.Features.Declared;

/// <summary>Time of day, day of week, day of month or month where the user is. Missing without an absolute clock or the field.</summary>
[RecsysComponent("local-time")]
public sealed class LocalTime(string name, LocalTimeOptions options) : IFeature
{
    /// <inheritdoc/>
    public FeatureSpec Spec { get; } = new(name, $"{options.Part} {(options.Field.Length > 0 ? $"of '{options.Field}' of the request" : "of the request")}") { Unit = options.Part == TimePart.TimeOfDay ? "hours" : "number", Scope = FeatureScope.Request };

    /// <inheritdoc/>
    public void Write(in FeatureContext at, Span<float> into)
    {
        if (Local(at) is not { } time)
            return;
        into[0] = options.Part switch
        {
            TimePart.TimeOfDay => (float)time.TimeOfDay.TotalHours,
            TimePart.DayOfWeek => time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek,
            TimePart.DayOfMonth => time.Day,
            _ => time.Month,
        };
    }

    private DateTime? Local(in FeatureContext at)
    {
        if (options.Field.Length > 0)
            // The clock on the user's wall: what is written before the offset.
            return at.Request.Field(options.Field)?.Text is { Length: >= 10 } text && text[4] == '-' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var written) ? written.DateTime : null;
        return at.State.Clock == EventClock.Absolute && at.At is >= EventTime.Earliest / 2 and <= EventTime.Latest / 2
            ? DateTimeOffset.FromUnixTimeMilliseconds(at.At).UtcDateTime.AddHours(options.Offset) : null;
    }
}
