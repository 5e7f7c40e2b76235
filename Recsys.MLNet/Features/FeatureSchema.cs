using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Recall;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Features;

/// <summary>An ordered list of features: the columns of the ranker's rows, with a hash by which model and program recognise each other.</summary>
public sealed class FeatureSchema
{
    private const int Ahead = 16; // rows whose items are asked for before they are needed
    private readonly IFeature[] _features;
    private readonly Column[] _columns;
    private readonly int[] _offsets;
    private readonly int[] _userOffsets;
    private readonly int[] _itemOffsets;
    private readonly bool _observes;

    /// <summary>A schema of the given features, in their order.</summary>
    /// <exception cref="ArgumentException">Two features have one name, or a width is not positive.</exception>
    public FeatureSchema(IEnumerable<IFeature> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        _features = [.. features];
        (_offsets, _userOffsets, _itemOffsets) = (new int[_features.Length], new int[_features.Length], new int[_features.Length]);
        var names = new List<string>();
        var unique = new HashSet<string>(StringComparer.Ordinal);
        for (int f = 0; f < _features.Length; f++)
        {
            var spec = _features[f].Spec;
            if (!unique.Add(spec.Name))
                throw new ArgumentException($"Two features are named '{spec.Name}'; each name may appear once. Rename one of them.");
            if (spec.Width < 1)
                throw new ArgumentException($"Feature '{spec.Name}' has width {spec.Width}; expected at least 1.");
            (_offsets[f], _userOffsets[f], _itemOffsets[f]) = (Width, UserNumbers, ItemNumbers);
            Width += spec.Width;
            UserNumbers += spec.UserNumbers;
            ItemNumbers += spec.ItemNumbers;
            for (int i = 0; i < spec.Width; i++)
                names.Add(spec.Width == 1 ? spec.Name : string.Create(CultureInfo.InvariantCulture, $"{spec.Name}_{i}"));
        }
        Names = names;
        _columns = [.. _features.Select((f, i) => new Column(_offsets[i], f.Spec.Width, f.Spec.UserNumbers, f.Spec.ItemNumbers, f.Spec.Scope == FeatureScope.Request))];
        _observes = UserNumbers + ItemNumbers > 0;
        Slots = string.Join(", ", _features.Select(f => f.Spec).Where(s => s.UserNumbers + s.ItemNumbers > 0)
            .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Name}:{s.UserNumbers}+{s.ItemNumbers}")));
        Hash = HashOf(_features.Select(f => f.Spec));
    }

    /// <summary>No features at all.</summary>
    public static FeatureSchema Empty { get; } = new([]);

    /// <summary>The features in order.</summary>
    public IReadOnlyList<IFeature> Features => _features;

    /// <summary>Numbers per row.</summary>
    public int Width { get; }

    /// <summary>A name for each number of a row.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>16 hexadecimal digits over names, widths, units and versions in order.</summary>
    public string Hash { get; }

    /// <summary>What the number in a column of a row is.</summary>
    internal FeatureSpec SpecOf(int column) => _features[Array.FindLastIndex(_offsets, from => from <= column)].Spec;

    internal int UserNumbers { get; }

    internal int ItemNumbers { get; }

    /// <summary>Which features keep numbers of their own, and how many: the part of the schema that a saved state depends on.</summary>
    internal string Slots { get; }

    /// <summary>Columns that hold what a candidate source says, first and one past the last; empty when there are none.</summary>
    internal (int From, int To) ColumnsOfSource(string source)
    {
        for (int f = 0; f < _features.Length; f++)
            if (_features[f].Spec.Name == SourceFeatures.NameOf(source))
                return (_offsets[f], _offsets[f] + _features[f].Spec.Width);
        return (0, 0);
    }

    /// <summary>Refuses to serve a model that was trained on other features, naming what differs.</summary>
    /// <param name="model">The model's name, for the message.</param>
    /// <param name="names">Column names the model was trained with.</param>
    /// <param name="hash">Schema hash the model was trained with.</param>
    /// <exception cref="SchemaMismatchException">Names or hash differ.</exception>
    public void Require(string model, IReadOnlyList<string> names, string hash)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (hash == Hash && names.SequenceEqual(Names))
            return;
        var missing = names.Except(Names).ToArray();
        var extra = Names.Except(names).ToArray();
        string difference = missing.Length + extra.Length == 0
            ? "The names agree, but their order, meaning or versions differ."
            : $"Missing: {(missing.Length == 0 ? "none" : string.Join(", ", missing))}. Not known to the model: {(extra.Length == 0 ? "none" : string.Join(", ", extra))}.";
        throw new SchemaMismatchException($"Model '{model}' was trained with {names.Count} features (schema {hash}); this program computes {Names.Count} (schema {Hash}). {difference} Retrain, or deploy the matching build.");
    }

    /// <summary>Writes the features of every candidate, one row each.</summary>
    /// <param name="request">Who asks, when, and the state as of then.</param>
    /// <param name="candidates">The candidates, all sources done.</param>
    /// <param name="into">(candidates, <see cref="Width"/>) row-major, overwritten.</param>
    public void Write(RecallContext request, CandidateSet candidates, Span<float> into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        Write(request, candidates, candidates.Count, [], into);
    }

    /// <summary>Writes the features of some candidates, one row each: the same numbers as among all of them.</summary>
    /// <param name="request">Who asks, when, and the state as of then.</param>
    /// <param name="candidates">The candidates, all sources done.</param>
    /// <param name="places">Places of those that are wanted.</param>
    /// <param name="into">(places, <see cref="Width"/>) row-major, overwritten.</param>
    public void Write(RecallContext request, CandidateSet candidates, ReadOnlySpan<int> places, Span<float> into)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        if (places.Length > 0)
            Write(request, candidates, places.Length, places, into);
    }

    private void Write(RecallContext request, CandidateSet candidates, int rows, ReadOnlySpan<int> places, Span<float> into)
    {
        if (into.Length < (long)rows * Width)
            throw new ArgumentException($"into holds {into.Length} numbers; expected {rows} candidates x {Width} features = {(long)rows * Width}.");
        if (rows == 0)
            return;
        into[..(rows * Width)].Fill(float.NaN);
        // Row by row, so that what is known of an item is read from memory once; what depends on the request alone is computed for the first row.
        for (int row = 0; row < rows; row++)
        {
            if (row % Ahead == 0)
                for (int next = row == 0 ? 0 : row + Ahead; next < Math.Min(row + 2 * Ahead, rows); next++)
                    candidates.StateOf(places.IsEmpty ? next : places[next]).FetchParts();
            int place = places.IsEmpty ? row : places[row];
            var item = candidates.StateOf(place);
            var plain = new FeatureContext(request, candidates, place, item, [], []);
            var values = into.Slice(row * Width, Width);
            for (int f = 0; f < _features.Length; f++)
            {
                ref readonly var column = ref _columns[f];
                var value = values.Slice(column.Offset, column.Width);
                if (column.Once && row > 0)
                    into.Slice(column.Offset, column.Width).CopyTo(value);
                else if (column.Plain)
                    _features[f].Write(plain, value);
                else
                    _features[f].Write(new FeatureContext(request, candidates, place, item, Part(request.User.Slots, _userOffsets[f], column.UserNumbers), Part(item.Slots, _itemOffsets[f], column.ItemNumbers)), value);
            }
        }
    }

    /// <summary>The features of every candidate as a matrix (candidates, <see cref="Width"/>).</summary>
    public RowMatrix Rows(RecallContext request, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var rows = new RowMatrix(candidates.Count, Width);
        Write(request, candidates, rows.Values);
        return rows;
    }

    internal void Observe(Event e, UserState? user, ItemState? item)
    {
        if (!_observes)
            return;
        for (int f = 0; f < _features.Length; f++)
        {
            var spec = _features[f].Spec;
            if (spec.UserNumbers + spec.ItemNumbers == 0)
                continue;
            var users = user is null ? default : user.Slots.AsSpan(_userOffsets[f], spec.UserNumbers);
            var items = item is null ? default : item.Slots.AsSpan(_itemOffsets[f], spec.ItemNumbers);
            _features[f].Observe(new FeatureUpdate(e, user, item, users, items));
        }
    }

    /// <summary>Where a feature's values stand, and what it needs to be computed.</summary>
    private readonly record struct Column(int Offset, int Width, int UserNumbers, int ItemNumbers, bool Once)
    {
        /// <summary>Whether it keeps no numbers of its own.</summary>
        public bool Plain => UserNumbers + ItemNumbers == 0;
    }

    private static ReadOnlySpan<float> Part(float[] slots, int offset, int count) => slots.Length >= offset + count ? slots.AsSpan(offset, count) : [];

    private static string HashOf(IEnumerable<FeatureSpec> specs)
    {
        var text = new StringBuilder();
        foreach (var s in specs)
            text.Append(CultureInfo.InvariantCulture, $"{s.Name}|{s.Width}|{s.Unit}|{s.Version}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
