using System.Globalization;
using Recsys.MLNet.Extensibility;

namespace Recsys.MLNet.Features.Declared;

/// <summary>Share of the words, or runs of characters, of the request's text that the item's field has.</summary>
/// <remarks><code>|A ∩ B| / |A|          A of the request, B of the item, each once, without regard to case</code> Missing where either has none.</remarks>
[RecsysComponent("field-match")]
public sealed class FieldMatch(string name, FieldMatchOptions options) : IFeature
{
    private const int Most = 256;

    /// <inheritdoc/>
    public FeatureSpec Spec { get; } = new(name, $"share of the {(options.By == MatchBy.Term ? "words" : $"runs of {options.N} characters")} of '{options.Request}' of the request that '{options.Item}' of the item has") { Unit = "share" };

    /// <inheritdoc/>
    public void Write(in FeatureContext at, Span<float> into)
    {
        string? asked = options.Request == "query" ? at.Request.Query : at.Request.Field(options.Request)?.ToString();
        if (string.IsNullOrWhiteSpace(asked) || at.Item.Field(options.Item) is not { } value)
            return;
        Span<int> a = stackalloc int[Most], b = stackalloc int[Most];
        int wanted = Parts(asked, a), there = Parts(value.Text ?? value.ToString(), b);
        if (wanted == 0 || there == 0)
            return;
        int found = 0;
        foreach (int part in a[..wanted])
            found += b[..there].BinarySearch(part) >= 0 ? 1 : 0;
        into[0] = found / (float)wanted;
    }

    // Hashes of the parts, ascending, each once. Two parts of one hash are taken for one: one in four billion.
    private int Parts(string text, Span<int> hashes)
    {
        int count = options.By == MatchBy.Term ? Terms(text, hashes) : Runs(text, hashes);
        hashes = hashes[..count];
        hashes.Sort();
        int kept = 0;
        for (int i = 0; i < count; i++)
            if (i == 0 || hashes[i] != hashes[i - 1])
                hashes[kept++] = hashes[i];
        return kept;
    }

    private static int Terms(ReadOnlySpan<char> text, Span<int> hashes)
    {
        int count = 0, from = -1;
        for (int i = 0; i <= text.Length && count < hashes.Length; i++)
        {
            bool ideograph = i < text.Length && char.GetUnicodeCategory(text[i]) == UnicodeCategory.OtherLetter;
            bool inside = i < text.Length && !ideograph && char.IsLetterOrDigit(text[i]);
            if (inside && from < 0)
                from = i;
            else if (!inside && from >= 0)
            {
                hashes[count++] = Hash(text[from..i]);
                from = -1;
            }
            if (ideograph && count < hashes.Length)
                hashes[count++] = Hash(text.Slice(i, 1));
        }
        return count;
    }

    private int Runs(ReadOnlySpan<char> text, Span<int> hashes)
    {
        text = text.Trim();
        if (text.Length < options.N && text.Length > 0)
        {
            hashes[0] = Hash(text); // shorter than a run: the whole is one
            return 1;
        }
        int count = 0;
        for (int i = 0; i + options.N <= text.Length && count < hashes.Length; i++)
            hashes[count++] = Hash(text.Slice(i, options.N));
        return count;
    }

    private static int Hash(ReadOnlySpan<char> part)
    {
        uint hash = 2166136261;
        foreach (char c in part)
            hash = (hash ^ char.ToLowerInvariant(c)) * 16777619;
        return (int)hash;
    }
}
