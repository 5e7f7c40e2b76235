using Microsoft.Extensions.ML;
using Recsys.MLNet;
using Recsys.MLNet.AspNetCore;
using Recsys.MLNet.Engine;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration.GetSection("Recsys");
string package = settings["Package"] ?? "model.recsys";
if (!File.Exists(package))
    throw new FileNotFoundException($"There is no package {Path.GetFullPath(package)}. Make one with 'recsys train --data DATA --out model.recsys', or name one: --Recsys:Package FILE.");

// The engine under /recsys: learns from every event while it runs, so that the next request is ranked by it; new package files are taken up.
builder.Services.AddRecsysHttp(
    engine =>
    {
        engine.Package = package;
        engine.Store = settings["Store"] ?? "memory"; // sqlite:events.db or postgres://… keep events after the process ends
    },
    http =>
    {
        if (settings["ApiKey"] is { Length: > 0 } key) // without a key, keep the service on the loopback address
            http.Keys[key] = ApiScopes.All;
    });

// The package as it is, behind PredictionEnginePool: for lists that need no state of their own.
builder.Services.AddPredictionEnginePool<RecommendationRow, RankedRow>().FromRecsysPackage(package, watchForChanges: true);

var app = builder.Build();
app.MapRecsys("/recsys");
app.MapGet("/recommend/{user}", (string user, int? count, PredictionEnginePool<RecommendationRow, RankedRow> pool) =>
    pool.Predict(new RecommendationRow { User = user, Count = count ?? 10 }));
app.Run();
