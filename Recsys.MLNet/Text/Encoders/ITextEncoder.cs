namespace Recsys.MLNet.Text.Encoders;

/// <summary>Turns texts into vectors. Safe for many threads at once.</summary>
public interface ITextEncoder : IDisposable
{
    /// <summary>Recognises what the vectors depend on: two encoders with one id give the same vector for a text.</summary>
    string Id { get; }

    /// <summary>Length of the vectors.</summary>
    int Dimensions { get; }

    /// <summary>Encodes texts.</summary>
    /// <param name="texts">The texts; null counts as empty.</param>
    /// <param name="vectors">(texts, <see cref="Dimensions"/>) row-major, overwritten.</param>
    /// <param name="cancellation">Stops between batches.</param>
    void Encode(IReadOnlyList<string?> texts, Span<float> vectors, CancellationToken cancellation = default);
}
