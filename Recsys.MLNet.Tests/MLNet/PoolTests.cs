using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ML;
using Recsys.MLNet.Components;
using Recsys.MLNet.Tests.Data;

namespace Recsys.MLNet.Tests.MLNet;

/// <summary>A package behind a pool of prediction engines, and what happens when its file is replaced.</summary>
[TestFixture]
public sealed class PoolTests
{
    private static ServiceProvider Services(string package, bool watch, ILoggerProvider? logs = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => _ = logs is null ? logging : logging.AddProvider(logs));
        services.AddPredictionEnginePool<RecommendationRow, RankedRow>().FromRecsysPackage(package, watchForChanges: watch);
        return services.BuildServiceProvider();
    }

    private static RankedRow Ask(PredictionEnginePool<RecommendationRow, RankedRow> pool) => pool.Predict(new RecommendationRow { User = "someone new", Count = 3 });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Weakly(RecsysPackageLoader loader) => new(loader.Current);

    private static bool Becomes(RecsysPackageLoader loader, string version) => SpinWait.SpinUntil(() => loader.ModelVersion == version, TimeSpan.FromSeconds(20));

    [Test]
    public void A_pool_answers_from_the_package()
    {
        using var folder = new TempFolder();
        string version = TestPackage.Write(folder["shop.recsys"], 2);
        using var services = Services(folder["shop.recsys"], watch: false);
        var answer = Ask(services.GetRequiredService<PredictionEnginePool<RecommendationRow, RankedRow>>());
        Assert.That((answer.Items[0], answer.ModelVersion), Is.EqualTo(("i2", version)));
    }

    [Test]
    public void A_named_package_is_one_of_several()
    {
        using var folder = new TempFolder();
        TestPackage.Write(folder["a.recsys"], 1);
        TestPackage.Write(folder["b.recsys"], 2);
        var services = new ServiceCollection();
        services.AddLogging().AddPredictionEnginePool<RecommendationRow, RankedRow>()
            .FromRecsysPackage(folder["a.recsys"], modelName: "a").FromRecsysPackage(folder["b.recsys"], modelName: "b");
        using var provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool<RecommendationRow, RankedRow>>();
        Assert.That(new[] { "a", "b" }.Select(name => pool.Predict(name, new RecommendationRow { User = "x" }).Items[0]), Is.EqualTo(new[] { "i1", "i2" }));
    }

    [Test]
    public void A_hundred_swaps_under_parallel_prediction_fail_nobody_and_leave_nothing_stale()
    {
        using var folder = new TempFolder();
        string package = folder["shop.recsys"];
        TestPackage.Write(package, 0);
        using var services = Services(package, watch: false);
        var pool = services.GetRequiredService<PredictionEnginePool<RecommendationRow, RankedRow>>();
        Ask(pool);
        var loader = services.GetRequiredKeyedService<RecsysPackageLoader>(package);
        var failures = new ConcurrentBag<string>();
        var earlier = new List<WeakReference>();
        using var stop = new CancellationTokenSource();
        long answered = 0;
        var clients = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                string before = loader.ModelVersion;
                try
                {
                    var answer = Ask(pool);
                    Interlocked.Increment(ref answered);
                    // An answer comes from the version before the request, or a later one, and agrees with itself.
                    if (answer.Items is not [_, _, _] || answer.Items.Length != answer.Scores.Length)
                        failures.Add($"{before}: {string.Join(',', answer.Items)}");
                }
                catch (Exception failure)
                {
                    failures.Add(failure.ToString());
                }
            }
        })).ToArray();
        for (int swap = 1; swap <= 100; swap++)
        {
            earlier.Add(Weakly(loader));
            string version = TestPackage.Write(package, swap);
            Assert.That(loader.Reload(), Is.True, loader.Problem);
            var answer = Ask(pool);
            Assert.That((answer.ModelVersion, answer.Items[0]), Is.EqualTo((version, "i" + swap % 6)), "stale after the swap");
        }
        stop.Cancel();
        Task.WaitAll(clients);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.Multiple(() =>
        {
            Assert.That(failures, Is.Empty);
            Assert.That(answered, Is.GreaterThan(100));
            Assert.That(earlier.Count(reference => reference.IsAlive), Is.LessThanOrEqualTo(1), "recommenders that were replaced are still in memory");
        });
    }

    [TestCase("renamed")]
    [TestCase("changed")]
    [TestCase("created")]
    public void A_watched_file_is_followed_however_it_is_replaced(string how)
    {
        using var folder = new TempFolder();
        string package = folder["shop.recsys"];
        TestPackage.Write(package, 1);
        using var loader = new RecsysPackageLoader(package, watchForChanges: true);
        string version = TestPackage.Write(folder["next"], 4);
        if (how == "renamed")
            File.Move(folder["next"], package, overwrite: true);
        else if (how == "changed")
            File.WriteAllBytes(package, File.ReadAllBytes(folder["next"]));
        else
        {
            File.Delete(package);
            File.Copy(folder["next"], package);
        }
        Assert.That(Becomes(loader, version), Is.True, loader.Problem);
    }

    [Test]
    public void An_unreadable_file_keeps_the_model_says_so_and_the_next_good_one_is_taken()
    {
        using var folder = new TempFolder();
        string package = folder["shop.recsys"];
        string first = TestPackage.Write(package, 1);
        var logs = new Warnings();
        using var services = Services(package, watch: true, logs);
        var pool = services.GetRequiredService<PredictionEnginePool<RecommendationRow, RankedRow>>();
        Ask(pool);
        var loader = services.GetRequiredKeyedService<RecsysPackageLoader>(package);
        File.WriteAllText(package, "half a file");
        Assert.That(SpinWait.SpinUntil(() => loader.Problem is not null, TimeSpan.FromSeconds(20)), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(Ask(pool).ModelVersion, Is.EqualTo(first));
            Assert.That(logs.Messages, Has.Some.Contains(package).And.Contains(first));
        });
        string second = TestPackage.Write(package, 5);
        Assert.That(Becomes(loader, second), Is.True, loader.Problem);
        Assert.That(Ask(pool).ModelVersion, Is.EqualTo(second));
    }

    [Test]
    public void A_replaced_recommender_lives_until_its_last_request_is_done()
    {
        using var folder = new TempFolder();
        TestPackage.Write(folder["a"], 1);
        TestPackage.Write(folder["b"], 2);
        var slot = new RecommenderSlot(LoadedRecommender.Open(folder["a"]));
        var inUse = slot.Enter();
        slot.Swap(LoadedRecommender.Open(folder["b"]));
        Assert.That((inUse.IsReleased, ReferenceEquals(slot.Current, inUse)), Is.EqualTo((false, false)));
        inUse.Leave();
        Assert.That(inUse.IsReleased, Is.True);
        Assert.That(inUse.TryEnter(), Is.False);
    }

    private sealed class Warnings : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Messages { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Messages.Enqueue(formatter(state, exception));
        }

        public void Dispose() { }
    }
}
