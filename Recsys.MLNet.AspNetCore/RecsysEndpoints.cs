using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recsys.MLNet.Data;
using Recsys.MLNet.Engine;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.AspNetCore;

/// <summary>The HTTP endpoints, mounted in any application.</summary>
public static class RecsysEndpoints
{
    /// <summary>Mounts the endpoints under a prefix; the engine opens now, so that a wrong package or store stops the start.</summary>
    /// <param name="app">The application.</param>
    /// <param name="prefix">Such as <c>/recsys</c>; empty for the root.</param>
    public static RouteGroupBuilder MapRecsys(this IEndpointRouteBuilder app, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(prefix);
        var services = app.ServiceProvider;
        var metrics = services.GetRequiredService<ServiceMetrics>();
        var http = new Endpoints(services.GetRequiredService<RecsysEngine>(), services.GetRequiredService<RecsysHttpOptions>(), metrics);
        var log = new RequestLog(services.GetRequiredService<ILogger<RequestLog>>());
        var gate = services.GetRequiredService<ApiGate>();
        var group = app.MapGroup(prefix);
        group.MapPost("/feedback", Guarded("feedback", ApiScopes.Ingest, http.Feedback));
        group.MapPost("/rank/{model}", Guarded("rank", ApiScopes.Serve, http.Rank));
        group.MapPost("/recommend/{model}", Guarded("recommend", ApiScopes.Serve, http.Recommend));
        group.MapGet("/explain", Guarded("other", ApiScopes.Serve, http.Explain));
        group.MapGet("/models", Guarded("other", ApiScopes.Serve, http.Models));
        group.MapGet("/status", Guarded("other", ApiScopes.Serve, http.Status));
        group.MapGet("/experiments", Guarded("other", ApiScopes.Serve, http.Experiments));
        group.MapGet("/events/recent", Guarded("other", ApiScopes.Serve, http.Recent));
        group.MapPost("/models/{model}/reload", Guarded("other", ApiScopes.Admin, http.Reload));
        group.MapPost("/models/{model}/rollback", Guarded("other", ApiScopes.Admin, http.Rollback));
        group.MapGet("/users/{id}", Guarded("other", ApiScopes.Admin, http.Export));
        group.MapDelete("/users/{id}", Guarded("other", ApiScopes.Admin, http.Erase));
        group.MapGet("/metrics", Guarded("other", ApiScopes.Serve, http.Metrics));
        group.MapGet("/health/live", () => Results.Text("live"));
        group.MapGet("/health/ready", () => http.Ready ? Results.Text("ready") : Problems.Of(StatusCodes.Status503ServiceUnavailable, "Not ready", "The event log cannot be written."));
        group.MapGet("/openapi/v1.json", () => Assets.Result("openapi.json", "application/json"));
        group.MapGet("/tracker.js", () => Assets.Result("tracker.js", "text/javascript"));
        group.MapGet("/dashboard.js", () => Assets.Result("dashboard.js", "text/javascript"));
        // Without the slash at the end the page would look for its script beside the prefix.
        group.MapGet("/", (HttpRequest request) => request.Path.Value is { } path && !path.EndsWith('/')
            ? Results.Redirect(request.PathBase + path + "/")
            : Assets.Result("dashboard.html", "text/html"));
        return group;

        RequestDelegate Guarded(string name, ApiScopes scope, Func<HttpContext, Task> body) => async context =>
        {
            long start = Stopwatch.GetTimestamp();
            var scopes = gate.ScopesOf(context.Request);
            try
            {
                if ((scopes & scope) != 0)
                    await body(context);
                else if (scopes == ApiScopes.None)
                    await Problems.Of(StatusCodes.Status401Unauthorized, "API key needed", "Send a key in the header X-API-Key or Authorization: Bearer.").ExecuteAsync(context);
                else
                    await Problems.Of(StatusCodes.Status403Forbidden, "Not allowed", $"The API key lacks the scope '{scope.ToString().ToLowerInvariant()}'.").ExecuteAsync(context);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // nobody waits for an answer
            }
            catch (Exception failure) when (!context.Response.HasStarted)
            {
                http.Note(failure);
                if (failure is TimeoutException)
                    context.Response.Headers.RetryAfter = "1";
                await Problems.Of(failure).ExecuteAsync(context);
                log.Failed(name, context.Response.StatusCode, failure);
            }
            metrics.Record(name, Stopwatch.GetElapsedTime(start).TotalSeconds, context.Response.StatusCode);
        };
    }

    private sealed class Endpoints(RecsysEngine engine, RecsysHttpOptions options, ServiceMetrics metrics)
    {
        private int _running;
        private readonly ActivitySource _activities = new("Recsys.MLNet");
        private readonly ConcurrentBag<AnswerBuffer> _buffers = []; // an answer's memory is more than half of what its request would allocate

        public bool Ready => engine.Ready;

        public void Note(Exception failure)
        {
            using var activity = _activities.StartActivity("recsys.failure");
            activity?.SetTag("error.type", failure.GetType().Name); // never the message: it may quote user data
        }

        public async Task Feedback(HttpContext context)
        {
            long start = Stopwatch.GetTimestamp();
            if (engine.Overloaded)
            {
                await Busy(context);
                return;
            }
            byte[] body = await RequestBody.ReadAsync(context.Request, options, context.RequestAborted);
            var events = EventJson.ParseMany(body);
            if (events.Count == 0)
                throw new InvalidDataException("the body holds no event; expected one event, a list, or one event on each line.");
            var result = await InTime(engine.IngestAsync(events), "The events were taken in and are not yet known to be on disk. Send them again, with the same ids: what was stored is not counted twice.", context.RequestAborted);
            metrics.Events(result.Accepted);
            await Json(context, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("accepted", result.Accepted);
                json.WriteString("status", "ok");
                json.WriteNumber("tookMillis", Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 3));
                json.WriteEndObject();
            });
        }

        public Task Rank(HttpContext context) => List(context, RequestBody.Ranking);

        public Task Recommend(HttpContext context) => List(context, RequestBody.Recommendation);

        public Task Explain(HttpContext context)
        {
            string ranking = context.Request.Query["ranking"].ToString();
            if (ranking.Length == 0)
                throw new InvalidDataException("the parameter 'ranking' is missing; give the id of a list, such as /explain?ranking=ID.");
            string? without = context.Request.Query["without"];
            var explanation = engine.Explain(ranking, without);
            return Json(context, json => AnswerJson.Write(json, explanation));
        }

        public Task Models(HttpContext context) => Json(context, json =>
        {
            json.WriteStartArray();
            foreach (var model in engine.Models)
                AnswerJson.Write(json, model, engine.Model(model.Name));
            json.WriteEndArray();
        });

        public Task Reload(HttpContext context)
        {
            var model = engine.Reload(Name(context));
            return Json(context, json => AnswerJson.Write(json, model, engine.Model(model.Name)));
        }

        public Task Rollback(HttpContext context)
        {
            var model = engine.Rollback(Name(context));
            return Json(context, json => AnswerJson.Write(json, model, engine.Model(model.Name)));
        }

        public Task Export(HttpContext context)
        {
            string id = context.Request.RouteValues["id"]!.ToString()!;
            var events = engine.Export(id);
            using var state = engine.World.Open();
            var user = state.FindUser(id);
            if (events.Count == 0 && user is null)
                throw new KeyNotFoundException($"Nothing is stored of user '{id}'.");
            return Json(context, json => AnswerJson.Write(json, id, events, user, state));
        }

        public Task Erase(HttpContext context)
        {
            int erased = engine.Erase(context.Request.RouteValues["id"]!.ToString()!);
            return Json(context, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("erased", erased);
                json.WriteEndObject();
            });
        }

        public Task Metrics(HttpContext context)
        {
            context.Response.ContentType = "text/plain; version=0.0.4";
            return context.Response.WriteAsync(metrics.Text(engine));
        }

        private async Task List(HttpContext context, Func<byte[], long, RecsysHttpOptions, bool, RecommendationRequest> read)
        {
            long start = Stopwatch.GetTimestamp();
            if ((metrics.Running = Interlocked.Increment(ref _running)) > options.MaxConcurrent || engine.Overloaded)
            {
                Interlocked.Decrement(ref _running);
                await Busy(context);
                return;
            }
            try
            {
                byte[] body = await RequestBody.ReadAsync(context.Request, options, context.RequestAborted);
                bool explain = context.Request.Query["explain"] == "true";
                var request = read(body, engine.Now, options, explain);
                using var activity = _activities.StartActivity("recsys.list");
                string model = Name(context);
                var answer = await engine.RecommendAsync(request, model, context.RequestAborted);
                activity?.SetTag("recsys.version", answer.Version);
                var names = explain ? engine.FeatureNames(answer.Model) : null;
                await Json(context, json => AnswerJson.Write(json, answer, Stopwatch.GetElapsedTime(start).TotalMilliseconds, names));
            }
            finally
            {
                metrics.Running = Interlocked.Decrement(ref _running);
            }
        }

        private async Task<T> InTime<T>(Task<T> task, string otherwise, CancellationToken cancellation)
        {
            try
            {
                return await task.WaitAsync(TimeSpan.FromSeconds(options.TimeoutSeconds), cancellation);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException(otherwise);
            }
        }

        private static Task Busy(HttpContext context)
        {
            context.Response.Headers.RetryAfter = "1";
            return Problems.Of(StatusCodes.Status429TooManyRequests, "Too many requests", "The service is at its limit; send again after a second.").ExecuteAsync(context);
        }

        private static string Name(HttpContext context) => context.Request.RouteValues["model"]!.ToString()!;

        public Task Status(HttpContext context) => Json(context, json => JsonSerializer.Serialize(json, new
        {
            engine.Ready,
            engine.Overloaded,
            engine.Pending,
            State = engine.Memory,
            Process = new { Heap = GC.GetTotalMemory(forceFullCollection: false), Environment.WorkingSet },
            Models = engine.Models.Select(m => new { m.Name, m.Version, m.LoadedAt, m.WarmedUp }),
        }, JsonSerializerOptions.Web));

        public Task Experiments(HttpContext context) => Json(context, json => JsonSerializer.Serialize(json, new { engine.Splits, engine.Shadows }, JsonSerializerOptions.Web));

        public Task Recent(HttpContext context) => Json(context, json => AnswerJson.Write(json, engine.Recent));

        private async Task Json(HttpContext context, Action<Utf8JsonWriter> write)
        {
            if (!_buffers.TryTake(out var buffer))
                buffer = new AnswerBuffer();
            var written = buffer.Write(write);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = written.Length;
            await context.Response.Body.WriteAsync(written, context.RequestAborted);
            if (buffer.WorthKeeping)
                _buffers.Add(buffer);
        }
    }
}
