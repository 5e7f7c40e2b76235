using Microsoft.Extensions.Logging;

namespace Recsys.MLNet.AspNetCore;

/// <summary>Structured log of requests that failed: which endpoint, status and kind of failure, never a body, a message that may quote one, or a user.</summary>
internal sealed partial class RequestLog(ILogger<RequestLog> log)
{
    public void Failed(string endpoint, int status, Exception failure)
    {
        if (status >= 500)
            Broken(endpoint, status, failure.GetType().Name, failure.StackTrace);
        else
            Refused(endpoint, status, failure.GetType().Name);
    }

    [LoggerMessage(LogLevel.Debug, "{Endpoint} answered {Status}: {Kind}")]
    private partial void Refused(string endpoint, int status, string kind);

    [LoggerMessage(LogLevel.Error, "{Endpoint} answered {Status}: {Kind} {Where}")]
    private partial void Broken(string endpoint, int status, string kind, string? where);
}
