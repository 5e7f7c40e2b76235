namespace Recsys.MLNet.Text.Encoders;

/// <summary>An encoder that also reads two texts together: f(second | first), where each word of one sees the words of the other.</summary>
public interface ITextPairEncoder : ITextEncoder
{
    /// <summary>Encodes pairs of texts.</summary>
    /// <param name="firsts">The first text of each pair, such as what is known of a user; null counts as empty.</param>
    /// <param name="seconds">The second text of each pair, such as a candidate, as many as <paramref name="firsts"/>.</param>
    /// <param name="vectors">(pairs, <see cref="ITextEncoder.Dimensions"/>) row-major, overwritten.</param>
    /// <param name="cancellation">Stops between batches.</param>
    void EncodePairs(IReadOnlyList<string?> firsts, IReadOnlyList<string?> seconds, Span<float> vectors, CancellationToken cancellation = default);
}
