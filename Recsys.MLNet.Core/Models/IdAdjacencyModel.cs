using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Predicts the items whose number in the source file follows the last and the largest number of the history.</summary>
/// <remarks>
/// <code>order: last + 1, largest + 1, last + 2, largest + 2, …</code>
/// Learns nothing. Where files number items by first appearance it still predicts well, which shows how much of a published
/// figure may be nothing but that order. Only an audit may use it.
/// </remarks>
public sealed class IdAdjacencyModel : IItemScorer, ISavedModel
{
    internal const string SectionKind = "id-adjacency";
    private const int Reach = 100;
    private readonly long[] _numbers;
    private readonly Dictionary<long, int> _items = [];

    internal IdAdjacencyModel(long[] numbers)
    {
        _numbers = numbers;
        for (int item = 0; item < numbers.Length; item++)
            if (numbers[item] >= 0)
                _items[numbers[item]] = item;
    }

    /// <inheritdoc/>
    public int ItemCount => _numbers.Length;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        scores.Clear();
        long last = -1, largest = -1;
        foreach (int item in user.Items)
        {
            if ((uint)item >= (uint)_numbers.Length || _numbers[item] < 0)
                continue;
            last = _numbers[item];
            largest = Math.Max(largest, last);
        }
        if (last < 0)
            return;
        for (int d = Reach; d >= 1; d--)
        {
            if (_items.TryGetValue(largest + d, out int afterLargest))
                scores[afterLargest] = Math.Max(scores[afterLargest], 1.0f / (2 * d));
            if (_items.TryGetValue(last + d, out int afterLast))
                scores[afterLast] = Math.Max(scores[afterLast], 1.0f / (2 * d - 1));
        }
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write<long>(_numbers);
    }

    internal static IdAdjacencyModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        return new(reader.ReadArray<long>());
    }
}
