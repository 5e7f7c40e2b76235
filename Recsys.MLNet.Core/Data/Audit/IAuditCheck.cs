namespace Recsys.MLNet.Data.Audit;

/// <summary>One thing an audit looks for. A new check is one class and one line in <see cref="LogAudit"/>.</summary>
internal interface IAuditCheck
{
    /// <summary>Sees each readable event once, in log order.</summary>
    void Observe(Event e, long line);

    /// <summary>Adds its measures and findings.</summary>
    void Conclude(AuditContext context);
}
