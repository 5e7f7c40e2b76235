namespace Recsys.MLNet.Data.Audit;

/// <summary>Whether the catalogue knows the items that the log is about.</summary>
internal sealed class CatalogueCheck : IAuditCheck
{
    private static readonly string[] s_texts = ["title", "name", "description", "text"];
    private readonly HashSet<string> _withdrawn = new(StringComparer.Ordinal);
    private long _afterWithdrawal, _firstAfterWithdrawal;

    public void Observe(Event e, long line)
    {
        if (e.Kind == EventKind.Item && e.Available == false)
            _withdrawn.Add(e.Item!);
        else if (e.Kind == EventKind.Item && e.Available == true)
            _withdrawn.Remove(e.Item!);
        else if (e.Kind == EventKind.Ranking && _withdrawn.Count > 0)
            foreach (var item in e.Items)
                if (_withdrawn.Contains(item.Id) && _afterWithdrawal++ == 0)
                    _firstAfterWithdrawal = line;
    }

    public void Conclude(AuditContext context)
    {
        var log = context.Log;
        int described = 0, withText = 0;
        for (int i = 0; i < log.Items.Count; i++)
        {
            described += log.Catalogue.FieldsOf(i).Count > 0 ? 1 : 0;
            withText += s_texts.Any(t => log.Catalogue.Find(i, t) is { Kind: FieldKind.Text }) ? 1 : 0;
        }
        double undescribed = log.Count == 0 ? double.NaN : log.ItemOf.Count(i => log.Catalogue.FieldsOf(i).Count == 0) / (double)log.Count;
        context.Measures["describedItems"] = described;
        context.Measures["itemsWithText"] = log.Items.Count == 0 ? double.NaN : (double)withText / log.Items.Count;
        context.Measures["interactionsWithUnknownItems"] = undescribed;
        context.Measures["shownAfterWithdrawal"] = _afterWithdrawal;
        if (described > 0 && undescribed > 0.01)
            context.Warn("unknown-items", $"{AuditContext.Percent(undescribed)} of the interactions concern items that no item event describes; send item events for the whole catalogue.");
        if (_afterWithdrawal > 0)
            context.Note("shown-after-withdrawal", $"{_afterWithdrawal} times a withdrawn item was shown; was it offered again without an item event that says so?", _firstAfterWithdrawal);
    }
}
