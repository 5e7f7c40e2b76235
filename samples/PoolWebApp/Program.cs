// A package behind PredictionEnginePool, and nothing else of Recsys.MLNet. Make one with `recsys train --data DATA --out shop.recsys`, then
//   dotnet run --project samples/PoolWebApp -- --Package shop.recsys
//   curl localhost:5000/recommend/u1?count=5
// Replace the file while it runs: the next request is answered by the new package.
using Microsoft.Extensions.ML;
using Recsys.MLNet;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddPredictionEnginePool<RecommendationRow, RankedRow>()
    .FromRecsysPackage(builder.Configuration["Package"] ?? "shop.recsys", watchForChanges: true);
var app = builder.Build();

app.MapGet("/recommend/{user}", (string user, int? count, PredictionEnginePool<RecommendationRow, RankedRow> pool) =>
    pool.Predict(new RecommendationRow { User = user, Count = count ?? 10 }));
app.MapPost("/rank", (RecommendationRow request, PredictionEnginePool<RecommendationRow, RankedRow> pool) => pool.Predict(request));

app.Run();
