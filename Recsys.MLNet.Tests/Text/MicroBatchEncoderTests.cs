using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet.Tests.Text;

[TestFixture]
public sealed class MicroBatchEncoderTests
{
    /// <summary>A text's vector is its length; encoding can be held up, and "bad" fails.</summary>
    private sealed class SlowEncoder : ITextEncoder
    {
        public SemaphoreSlim Began { get; } = new(0);

        public SemaphoreSlim? Gate { get; init; }

        public List<int> Batches { get; } = [];

        public bool Disposed { get; private set; }

        public string Id => "slow";

        public int Dimensions => 1;

        public void Encode(IReadOnlyList<string?> texts, Span<float> vectors, CancellationToken cancellation = default)
        {
            Began.Release();
            Gate?.Wait(cancellation);
            Batches.Add(texts.Count);
            if (texts.Contains("bad"))
                throw new InvalidDataException("no vector for bad");
            for (int i = 0; i < texts.Count; i++)
                vectors[i] = texts[i]!.Length;
        }

        public void Dispose() => Disposed = true;
    }

    [Test]
    public async Task Texts_that_come_within_the_delay_share_a_batch()
    {
        var inner = new SlowEncoder();
        var clock = new ManualClock();
        await using var encoder = new MicroBatchEncoder(inner, new() { MaxDelay = TimeSpan.FromMilliseconds(5) }, clock);
        var vectors = new[] { "a", "bb", "ccc" }.Select(text => encoder.EncodeAsync(text)).ToArray();
        await Task.Delay(20);
        Assert.That(inner.Batches, Is.Empty, "the clock has not moved: they still wait for others");
        while (!vectors.All(v => v.IsCompleted))
        {
            clock.Advance(TimeSpan.FromMilliseconds(5));
            await Task.Delay(1);
        }
        Assert.That(vectors.Select(v => v.Result[0]), Is.EqualTo(new float[] { 1, 2, 3 }));
        Assert.That(encoder.Counts, Is.EqualTo((3L, 1L)));
    }

    [Test]
    public async Task A_full_batch_waits_for_nobody()
    {
        var inner = new SlowEncoder();
        await using var encoder = new MicroBatchEncoder(inner, new() { MaxTexts = 2 }, new ManualClock());
        float[][] vectors = await Task.WhenAll(encoder.EncodeAsync("a"), encoder.EncodeAsync("bb"), encoder.EncodeAsync("ccc"), encoder.EncodeAsync("dddd")).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(vectors.Select(v => v[0]), Is.EqualTo(new float[] { 1, 2, 3, 4 }));
        Assert.That(inner.Batches, Is.EqualTo(new[] { 2, 2 }));
    }

    [Test]
    public async Task What_comes_while_a_batch_runs_is_the_next_batch_and_waits_no_longer()
    {
        var inner = new SlowEncoder { Gate = new(0) };
        await using var encoder = new MicroBatchEncoder(inner, new() { MaxDelay = TimeSpan.Zero }, new ManualClock());
        var first = encoder.EncodeAsync("a");
        await inner.Began.WaitAsync();
        var others = Enumerable.Range(0, 5).Select(_ => encoder.EncodeAsync("bb")).ToArray();
        inner.Gate!.Release(2);
        await Task.WhenAll([first, .. others]).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(inner.Batches, Is.EqualTo(new[] { 1, 5 }));
    }

    [Test]
    public async Task A_cancelled_request_leaves_the_others_alone()
    {
        var inner = new SlowEncoder { Gate = new(0) };
        await using var encoder = new MicroBatchEncoder(inner, new() { MaxDelay = TimeSpan.Zero }, new ManualClock());
        using var running = new CancellationTokenSource();
        using var waiting = new CancellationTokenSource();
        var first = encoder.EncodeAsync("a", running.Token);
        await inner.Began.WaitAsync();
        var second = encoder.EncodeAsync("bb", waiting.Token);
        var third = encoder.EncodeAsync("ccc");
        await running.CancelAsync();
        await waiting.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        inner.Gate!.Release(2);
        Assert.That((await third.WaitAsync(TimeSpan.FromSeconds(30)))[0], Is.EqualTo(3));
        Assert.That(inner.Batches, Is.EqualTo(new[] { 1, 1 }), "the second was never encoded");
    }

    [Test]
    public async Task A_batch_that_fails_fails_its_requests_and_the_next_one_works()
    {
        await using var encoder = new MicroBatchEncoder(new SlowEncoder(), new() { MaxDelay = TimeSpan.Zero });
        Assert.That(async () => await encoder.EncodeAsync("bad"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no vector"));
        Assert.That((await encoder.EncodeAsync("good"))[0], Is.EqualTo(4));
    }

    [Test]
    public async Task Disposing_ends_what_waits()
    {
        var inner = new SlowEncoder();
        var encoder = new MicroBatchEncoder(inner, new() { MaxDelay = TimeSpan.FromSeconds(30) }, new ManualClock());
        var waiting = encoder.EncodeAsync("a");
        await encoder.DisposeAsync();
        Assert.That(async () => await waiting.WaitAsync(TimeSpan.FromSeconds(30)), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(async () => await encoder.EncodeAsync("b"), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(inner.Disposed);
    }
}
