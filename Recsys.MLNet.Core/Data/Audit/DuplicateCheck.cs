namespace Recsys.MLNet.Data.Audit;

/// <summary>Events sent twice: by their id, or, without one, by being the same in everything.</summary>
internal sealed class DuplicateCheck : IAuditCheck
{
    private readonly EventIdSet _ids = new();
    private readonly EventIdSet _contents = new();
    private long _byId, _byContent, _firstById, _firstByContent;

    public void Observe(Event e, long line)
    {
        if (e.Id is not null)
            Count(_ids.Add(e), line, ref _byId, ref _firstById);
        else if (e.Kind == EventKind.Interaction)
            Count(_contents.Add(e with { Id = $"{e.Actor}\u0001{e.Item}\u0001{e.Type}\u0001{e.Timestamp}\u0001{e.Ranking}" }), line, ref _byContent, ref _firstByContent);
    }

    public void Conclude(AuditContext context)
    {
        context.Measures["duplicateIds"] = _byId;
        context.Measures["duplicateContents"] = _byContent;
        if (_byId > 0)
            context.Note("duplicate-ids", $"{_byId} events carry the id of an earlier one; they are merged, not counted twice.", _firstById);
        if (_byContent > 0)
            context.Warn("duplicate-events", $"{_byContent} interactions without id repeat an earlier one in user, item, type and time; they are counted twice. Give events ids, or remove them.", _firstByContent);
    }

    private static void Count(bool isNew, long line, ref long count, ref long first)
    {
        if (isNew)
            return;
        if (count++ == 0)
            first = line;
    }
}
