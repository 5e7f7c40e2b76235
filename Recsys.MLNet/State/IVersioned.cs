namespace Recsys.MLNet.State;

/// <summary>A piece of state with older versions behind it.</summary>
internal interface IVersioned
{
    /// <summary>Whether the writer will come back to it to drop old versions.</summary>
    bool Waiting { get; set; }

    /// <summary>Drops the older versions if nobody may read them any more.</summary>
    /// <param name="sequence">The event being applied.</param>
    /// <param name="oldestRead">The oldest number that anybody may read.</param>
    bool Trim(long sequence, long oldestRead);
}
