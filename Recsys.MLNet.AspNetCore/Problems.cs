using Microsoft.AspNetCore.Http;

namespace Recsys.MLNet.AspNetCore;

/// <summary>Errors as problem details of RFC 9457.</summary>
internal static class Problems
{
    public static IResult Of(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);

    /// <summary>The answer that a failure deserves; what is not the caller's fault says nothing of the inside.</summary>
    public static IResult Of(Exception failure) => failure switch
    {
        InvalidDataException or ArgumentException or System.Text.Json.JsonException => Of(StatusCodes.Status400BadRequest, "Bad input", failure.Message),
        TimeoutException => Of(StatusCodes.Status503ServiceUnavailable, "Not in time", failure.Message),
        KeyNotFoundException => Of(StatusCodes.Status404NotFound, "Not found", failure.Message),
        BadHttpRequestException { StatusCode: var status } => Of(status, "Bad request", failure.Message),
        ModelFormatException or SchemaMismatchException or FileNotFoundException or InvalidOperationException => Of(StatusCodes.Status409Conflict, "The model cannot be loaded", failure.Message),
        IOException => Of(StatusCodes.Status503ServiceUnavailable, "The event log cannot be written", failure.Message),
        _ => Of(StatusCodes.Status500InternalServerError, "Internal error", "The request failed inside the service; its log says why."),
    };
}
