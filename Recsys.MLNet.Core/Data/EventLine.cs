namespace Recsys.MLNet.Data;

/// <summary>One line of an event file: the event, or what is wrong with it.</summary>
/// <param name="Line">Line from 1.</param>
/// <param name="Event">The event, or null when it could not be read.</param>
/// <param name="Problem">Why not, or null.</param>
public readonly record struct EventLine(long Line, Event? Event, EventProblem? Problem);
