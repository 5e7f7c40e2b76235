using System.Security.Cryptography;
using System.Text;
using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet.Text;

/// <summary>Weighted terms as an encoder of dense vectors, one number for each term: the floor under any learned encoder.</summary>
/// <param name="terms">The terms and what they weigh.</param>
public sealed class TermWeightsEncoder(TermWeights terms) : ITextEncoder
{
    /// <inheritdoc/>
    public string Id { get; } = MakeId(terms);

    /// <inheritdoc/>
    public int Dimensions { get; } = Math.Max(1, terms.Vocabulary.Count);

    /// <inheritdoc/>
    public void Encode(IReadOnlyList<string?> texts, Span<float> vectors, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (vectors.Length != (long)texts.Count * Dimensions)
            throw new ArgumentException($"vectors holds {vectors.Length} values; expected {texts.Count} texts x {Dimensions} = {(long)texts.Count * Dimensions}.");
        vectors.Clear();
        for (int i = 0; i < texts.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (numbers, weights) = terms.Encode(texts[i] ?? "");
            var vector = vectors.Slice(i * Dimensions, Dimensions);
            for (int t = 0; t < numbers.Length; t++)
                vector[numbers[t]] = weights[t];
        }
    }

    /// <summary>Holds nothing that has to be released.</summary>
    public void Dispose()
    {
    }

    private static string MakeId(TermWeights terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string term in terms.Vocabulary.Ids)
            hash.AppendData(Encoding.UTF8.GetBytes(term + "\n"));
        hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(terms.InverseFrequencies.AsSpan()));
        return "tf-idf-" + Convert.ToHexStringLower(hash.GetHashAndReset())[..25];
    }
}
