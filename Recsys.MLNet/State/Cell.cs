namespace Recsys.MLNet.State;

/// <summary>The newest version of a piece of state with the older ones behind it. One writer, any number of readers, no lock.</summary>
/// <remarks>
/// A reader asks for the state as of an event's sequence number and walks past versions that are newer. The writer may therefore
/// publish a version before it has finished changing it: nobody reads it until the event is announced as applied.
/// </remarks>
/// <param name="first">The first version.</param>
/// <param name="spares">Where dropped versions go and new ones come from; null leaves both to the collector.</param>
internal sealed class Cell<T>(T first, ISpareVersions<T>? spares = null) : IVersioned where T : class, IVersion<T>
{
    private T _head = first;

    public bool Waiting { get; set; }

    public T Newest => Volatile.Read(ref _head);

    public T? AsOf(long sequence)
    {
        T? version = Volatile.Read(ref _head);
        while (version is not null && version.Sequence > sequence)
            version = version.Previous;
        return version;
    }

    /// <summary>Puts a version in place of all others, before anybody reads.</summary>
    public void Reset(T version) => _head = version;

    public bool Trim(long sequence, long oldestRead)
    {
        T head = _head;
        if (head.Sequence > oldestRead)
            return false;
        DropBehind(head, sequence);
        return true;
    }

    /// <summary>The version to change for event <paramref name="sequence"/>.</summary>
    /// <param name="sequence">The event being applied.</param>
    /// <param name="readers">Who reads what: versions that nobody can ask for are dropped, so that one slow reader does not make a long chain.</param>
    /// <param name="inPlace">True when there are no readers: nothing is copied.</param>
    public T Edit(long sequence, ReaderSlots readers, bool inPlace)
    {
        T head = _head;
        if (inPlace || head.Sequence == sequence)
        {
            head.Sequence = sequence;
            return head;
        }
        T next = spares is null ? head.Copy() : spares.Copy(head, readers.Oldest);
        next.Sequence = sequence;
        next.Previous = head;
        T kept = head;
        while (kept.Sequence > readers.Oldest && kept.Previous is { } older)
            if (readers.Read(older.Sequence, kept.Sequence))
            {
                kept = older;
            }
            else
            {
                kept.Previous = older.Previous;
                spares?.Add(older, sequence);
            }
        DropBehind(kept, sequence);
        Volatile.Write(ref _head, next);
        return next;
    }

    private void DropBehind(T kept, long sequence)
    {
        if (spares is not null)
            for (T? older = kept.Previous; older is not null; older = older.Previous)
                spares.Add(older, sequence);
        kept.Previous = null;
    }
}
