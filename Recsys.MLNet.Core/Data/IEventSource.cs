namespace Recsys.MLNet.Data;

/// <summary>Where events come from when it is neither a file nor a store: a queue, a warehouse, a generator.</summary>
public interface IEventSource
{
    /// <summary>Every event, in the order it belongs into the log. The same call gives the same events.</summary>
    /// <exception cref="InvalidDataException">The data is wrong; the message says where.</exception>
    IEnumerable<Event> Read(RunSettings run);
}
