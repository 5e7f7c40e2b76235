using System.Threading.Channels;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>Encodes texts of requests that come at the same time together, each request waiting a bounded time.</summary>
/// <remarks>
/// A batch runs when it is full, or when its first text has waited <see cref="MicroBatchOptions.MaxDelay"/>; texts that came while the last batch ran are taken
/// at once. A request that is cancelled leaves the others alone. Disposing of it ends waiting requests with an error and disposes of the encoder.
/// </remarks>
public sealed class MicroBatchEncoder : IAsyncDisposable
{
    private readonly ITextEncoder _encoder;
    private readonly MicroBatchOptions _options;
    private readonly TimeProvider _clock;
    private readonly Channel<Waiting> _waiting;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private long _texts, _batches;

    /// <summary>Batches requests to an encoder.</summary>
    /// <param name="encoder">What encodes.</param>
    /// <param name="options">How long texts wait.</param>
    /// <param name="clock">The clock of the wait; the system's unless given.</param>
    public MicroBatchEncoder(ITextEncoder encoder, MicroBatchOptions? options = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        (_encoder, _options, _clock) = (encoder, options ?? new(), clock ?? TimeProvider.System);
        _options.ThrowIfInvalid();
        _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(_options.MaxWaiting) { SingleReader = true });
        _work = Task.Run(Work);
    }

    /// <summary>Length of the vectors.</summary>
    public int Dimensions => _encoder.Dimensions;

    /// <summary>Texts encoded so far, and in how many batches.</summary>
    public (long Texts, long Batches) Counts => (Interlocked.Read(ref _texts), Interlocked.Read(ref _batches));

    /// <summary>The vector of a text.</summary>
    /// <exception cref="OperationCanceledException">The request was cancelled; its text may have been encoded all the same.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed of before the text was encoded.</exception>
    public async Task<float[]> EncodeAsync(string? text, CancellationToken cancellation = default)
    {
        var waiting = new Waiting(text, cancellation, _clock.GetTimestamp());
        try
        {
            await _waiting.Writer.WriteAsync(waiting, cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(MicroBatchEncoder));
        }
        return await waiting.Vector.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits for the batch that is running, ends what waits behind it, and disposes of the encoder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_waiting.Writer.TryComplete())
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        while (_waiting.Reader.TryRead(out var left))
            left.Vector.TrySetException(new ObjectDisposedException(nameof(MicroBatchEncoder)));
        _stop.Dispose();
        _encoder.Dispose();
    }

    private async Task Work()
    {
        var batch = new List<Waiting>(_options.MaxTexts);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (!await _waiting.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
                    return;
                await Gather(batch).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                foreach (var left in batch)
                    left.Vector.TrySetException(new ObjectDisposedException(nameof(MicroBatchEncoder)));
                return;
            }
            Encode(batch);
            batch.Clear();
        }
    }

    private async Task Gather(List<Waiting> batch)
    {
        Task? deadline = null;
        while (batch.Count < _options.MaxTexts)
        {
            if (_waiting.Reader.TryRead(out var next))
            {
                if (!next.Cancellation.IsCancellationRequested)
                    batch.Add(next);
                continue;
            }
            if (batch.Count == 0)
                return; // all that waited was cancelled
            var left = _options.MaxDelay - _clock.GetElapsedTime(batch[0].Came);
            if (left <= TimeSpan.Zero)
                return;
            deadline ??= Task.Delay(left, _clock, _stop.Token);
            var more = _waiting.Reader.WaitToReadAsync(_stop.Token).AsTask();
            if (await Task.WhenAny(deadline, more).ConfigureAwait(false) == deadline && !more.IsCompleted)
            {
                await deadline.ConfigureAwait(false);
                return;
            }
        }
    }

    private void Encode(List<Waiting> batch)
    {
        if (batch.Count == 0)
            return;
        var vectors = new float[batch.Count * Dimensions];
        try
        {
            _encoder.Encode([.. batch.Select(waiting => waiting.Text)], vectors, _stop.Token);
        }
        catch (Exception failure)
        {
            // Whatever went wrong belongs to the requests, not to the loop that serves the next ones.
            foreach (var waiting in batch)
                waiting.Vector.TrySetException(failure is OperationCanceledException ? new ObjectDisposedException(nameof(MicroBatchEncoder)) : failure);
            return;
        }
        Interlocked.Add(ref _texts, batch.Count);
        Interlocked.Increment(ref _batches);
        for (int i = 0; i < batch.Count; i++)
            batch[i].Vector.TrySetResult(vectors.AsSpan(i * Dimensions, Dimensions).ToArray());
    }

    private sealed record Waiting(string? Text, CancellationToken Cancellation, long Came)
    {
        public TaskCompletionSource<float[]> Vector { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
