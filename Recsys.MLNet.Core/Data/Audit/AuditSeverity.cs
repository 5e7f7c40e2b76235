namespace Recsys.MLNet.Data.Audit;

/// <summary>How much an audit finding matters.</summary>
public enum AuditSeverity : byte
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Results measured on this log may mislead unless it is taken into account.</summary>
    Warning,
}
