using System.Globalization;
using System.Numerics.Tensors;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Segments;

/// <summary>Groups of users by what they lean to and how they behave: a user belongs to the nearest centre, with every event anew.</summary>
/// <remarks>
/// <code>segment = argmin_k ‖y − centre[k]‖          y the user's point: √shares of categories, and standardised behaviours</code>
/// Shapes: y (C categories + B behaviours), centres (K, C + B). Cost O(K·(C + B)) for a user.
/// </remarks>
public sealed class UserSegments : ISavedModel
{
    /// <summary>The section's kind.</summary>
    public const string SectionKind = "user-segments";

    private const double Telling = 0.5; // deviations from which a behaviour is worth a word
    private const int MostCategories = 3;
    private readonly UserProfileSpace _space;

    /// <summary>Segments from their parts.</summary>
    /// <param name="space">How users become points.</param>
    /// <param name="centres">(K, C + B) the centres.</param>
    /// <param name="shares">(K) share of the users they were found among.</param>
    /// <exception cref="ArgumentException">The parts do not belong together.</exception>
    public UserSegments(UserProfileSpace space, RowMatrix centres, IReadOnlyList<double> shares)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(centres);
        ArgumentNullException.ThrowIfNull(shares);
        if (centres.Rows < 1 || centres.Columns != space.Width || shares.Count != centres.Rows)
            throw new ArgumentException($"centres are {centres.Rows} x {centres.Columns} and shares {shares.Count}; expected at least 1 x {space.Width} and as many shares.");
        (_space, Centres, Shares) = (space, centres, shares);
    }

    /// <summary>Number of segments.</summary>
    public int Count => Centres.Rows;

    /// <summary>The categories that count.</summary>
    public IReadOnlyList<string> Categories => _space.Categories;

    /// <summary>Share of each segment among the users they were found among; they add up to 1.</summary>
    public IReadOnlyList<double> Shares { get; }

    /// <summary>How well the segments are apart: the mean simplified silhouette, from −1 to 1; near 0 where groups run into each other.</summary>
    public double Separation { get; init; }

    /// <summary>(K, C + B) the centres, the largest segment first.</summary>
    public RowMatrix Centres { get; }

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <summary>The name of a segment in reports and exports; <c>segment-1</c> is the first.</summary>
    public static string NameOf(int segment) => string.Create(CultureInfo.InvariantCulture, $"segment-{segment + 1}");

    /// <summary>The segment of a user, from 0, or −1 for one who has done nothing yet.</summary>
    /// <param name="user">The user.</param>
    /// <param name="state">The state the user is of.</param>
    public int Of(UserState user, StateView state) => Of(user, state, out _);

    /// <summary>The segment of a user, from 0, or −1 for one who has done nothing yet.</summary>
    /// <param name="user">The user.</param>
    /// <param name="state">The state the user is of.</param>
    /// <param name="distance">Distance to the segment's centre, 0 or more; NaN without a segment.</param>
    public int Of(UserState user, StateView state, out double distance)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(state);
        distance = double.NaN;
        if (UserProfileSpace.BehaviorsOf(user) == 0)
            return -1;
        Span<float> at = _space.Width <= 256 ? stackalloc float[_space.Width] : new float[_space.Width];
        _space.Write(user, state, at);
        int best = -1;
        for (int k = 0; k < Count; k++)
        {
            double to = TensorPrimitives.Distance<float>(at, Centres.Row(k));
            if (best < 0 || to < distance)
                (best, distance) = (k, to);
        }
        return best;
    }

    /// <summary>What a segment is like, for people: categories it leans to more than all users do, and behaviours far from the mean.</summary>
    public string Describe(int segment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(segment);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(segment, Count);
        float[] centre = Centres.Row(segment).ToArray();
        var leanings = Categories.Select((name, c) => (Name: name, Above: centre[c] - Enumerable.Range(0, Count).Sum(k => Shares[k] * Centres.Row(k)[c]))).OrderByDescending(c => c.Above).ToArray();
        var words = leanings.Where(l => l.Above > 0 && l.Above >= leanings[0].Above / 3).Take(MostCategories).Select(l => l.Name).ToList();
        for (int b = 0; b < UserProfileSpace.Behaviors.Count && _space.Weight > 0; b++)
            if (centre[Categories.Count + b] / _space.Weight is var deviations && Math.Abs(deviations) >= Telling)
                words.Add($"{(deviations > 0 ? "high" : "low")} {UserProfileSpace.Behaviors[b]}");
        return words.Count > 0 ? string.Join(", ", words) : "like all users";
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _space.Write(writer);
        writer.Write(Count);
        writer.Write<float>(Centres.Values);
        writer.Write<double>([.. Shares]);
        writer.Write(Separation);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static UserSegments Read(SectionReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Expect(SectionKind, 1);
        var space = UserProfileSpace.Read(reader);
        int count = reader.ReadInt();
        float[] centres = reader.ReadArray<float>();
        double[] shares = reader.ReadArray<double>();
        if (count < 1 || centres.Length != (long)count * space.Width || shares.Length != count)
            throw new ModelFormatException($"The section '{SectionKind}' states {count} segments of {space.Width} numbers and holds {centres.Length} numbers and {shares.Length} shares. It is damaged; train the package again.");
        return new(space, new RowMatrix(count, space.Width, centres), shares) { Separation = reader.ReadDouble() };
    }
}
