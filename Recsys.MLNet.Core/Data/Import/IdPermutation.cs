using System.Globalization;

namespace Recsys.MLNet.Data.Import;

/// <summary>New ids for the ids of a file, in an order that tells nothing of the file's.</summary>
internal sealed class IdPermutation
{
    private readonly Vocabulary _sources;
    private readonly int[] _newOf;
    private readonly int[] _sourceOf;
    private readonly string[] _ids;

    /// <param name="sources">The file's ids.</param>
    /// <param name="prefix">First letter of the new ids; null keeps the file's ids and order.</param>
    /// <param name="random">Orders the new ids.</param>
    public IdPermutation(Vocabulary sources, string? prefix, Numerics.RandomStream random)
    {
        _sources = sources;
        _newOf = prefix is null ? [.. Enumerable.Range(0, sources.Count)] : random.Permutation(sources.Count);
        _sourceOf = new int[_newOf.Length];
        _ids = new string[_newOf.Length];
        for (int source = 0; source < _newOf.Length; source++)
        {
            _sourceOf[_newOf[source]] = source;
            _ids[source] = prefix is null ? sources[source] : prefix + (_newOf[source] + 1).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Numbers of the file's ids in the order of the new ones.</summary>
    public IEnumerable<int> SourcesInNewOrder => _sourceOf;

    /// <summary>The new id of a file's id, given by its number.</summary>
    public string IdOf(int source) => _ids[source];

    /// <summary>The file's id.</summary>
    public string SourceIdOf(int source) => _sources[source];
}
