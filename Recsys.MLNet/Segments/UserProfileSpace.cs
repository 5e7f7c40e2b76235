using Recsys.MLNet.Packaging;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Segments;

/// <summary>Users as points: what they lean to, and how they behave.</summary>
/// <remarks>
/// <code>
/// y[c]     = scale · √(share of category c in the user's leanings)          distances are Hellinger's
/// y[C + b] = weight · clip((behaviour b − mean[b]) ÷ deviation[b], ±3)      0 where it is not known
/// </code>
/// Behaviours: activity = ln(1 + behaviours); carts and purchases, their shares of the behaviours, smoothed by one in twenty; price, the mean
/// ln(price); session = ln(behaviours ÷ sessions). Shape: y (C categories + B behaviours).
/// </remarks>
/// <param name="categories">The categories that count.</param>
/// <param name="scale">What their part is multiplied by.</param>
/// <param name="means">(B) mean of each behaviour.</param>
/// <param name="deviations">(B) deviation of each behaviour, above 0; infinite for one that is the same for everybody, which then tells nobody apart.</param>
/// <param name="weight">What the standardised behaviours are multiplied by.</param>
public sealed class UserProfileSpace(IReadOnlyList<string> categories, float scale, float[] means, float[] deviations, float weight)
{
    private const double Smoothing = 20;
    private const float Clip = 3;
    private readonly Dictionary<string, int> _places = categories.Select((name, place) => (name, place)).ToDictionary(c => c.name, c => c.place, StringComparer.Ordinal);

    /// <summary>Names of the behaviours, in order.</summary>
    public static IReadOnlyList<string> Behaviors { get; } = ["activity", "carts", "purchases", "price", "session"];

    /// <summary>The categories that count, in order.</summary>
    public IReadOnlyList<string> Categories => categories;

    /// <summary>Numbers of a point.</summary>
    public int Width => categories.Count + Behaviors.Count;

    /// <summary>What a behaviour that is one deviation above the mean has.</summary>
    public float Weight => weight;

    /// <summary>Looks, carts and purchases of a user.</summary>
    public static int BehaviorsOf(UserState user) => user is null ? throw new ArgumentNullException(nameof(user)) : user.Total(BehaviorStage.Interest) + user.Total(BehaviorStage.Intent) + user.Total(BehaviorStage.Conversion);

    /// <summary>Writes a user's behaviours as they are, NaN where one is not known.</summary>
    /// <param name="user">The user.</param>
    /// <param name="into">(B), overwritten.</param>
    public static void WriteBehaviors(UserState user, Span<float> into)
    {
        int behaviors = BehaviorsOf(user);
        into[0] = (float)Math.Log(1 + behaviors);
        into[1] = (float)((user.Total(BehaviorStage.Intent) + 1) / (behaviors + Smoothing));
        into[2] = (float)((user.Total(BehaviorStage.Conversion) + 1) / (behaviors + Smoothing));
        into[3] = user.MeanLogPrice;
        into[4] = (float)Math.Log((double)Math.Max(1, behaviors) / Math.Max(1, user.Sessions));
    }

    /// <summary>Writes a user's point.</summary>
    /// <param name="user">The user.</param>
    /// <param name="state">The state that numbers the user's categories.</param>
    /// <param name="into">(<see cref="Width"/>), overwritten.</param>
    public void Write(UserState user, StateView state, Span<float> into)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(state);
        into[..categories.Count].Clear();
        var leanings = user.Categories;
        float sum = 0;
        foreach (float leaning in leanings.Weights)
            sum += Math.Max(0, leaning);
        for (int i = 0; sum > 0 && i < leanings.Count; i++)
            if (leanings.Weights[i] > 0 && _places.TryGetValue(state.Values[leanings.Keys[i]], out int place))
                into[place] = scale * MathF.Sqrt(leanings.Weights[i] / sum);
        var rest = into[categories.Count..];
        WriteBehaviors(user, rest);
        for (int b = 0; b < rest.Length; b++)
            rest[b] = float.IsNaN(rest[b]) ? 0 : weight * Math.Clamp((rest[b] - means[b]) / deviations[b], -Clip, Clip);
    }

    internal void Write(SectionWriter writer)
    {
        writer.Write([.. categories]);
        writer.Write(scale);
        writer.Write<float>(means);
        writer.Write<float>(deviations);
        writer.Write(weight);
    }

    internal static UserProfileSpace Read(SectionReader reader)
    {
        string[] names = reader.ReadStrings();
        float scale = reader.ReadFloat();
        float[] means = reader.ReadArray<float>(), deviations = reader.ReadArray<float>();
        if (means.Length != Behaviors.Count || deviations.Length != Behaviors.Count || names.Distinct(StringComparer.Ordinal).Count() != names.Length)
            throw new ModelFormatException($"The section '{reader.Kind}' describes {means.Length} behaviours and {names.Length} categories; expected {Behaviors.Count} behaviours and each category once. It is damaged; train the package again.");
        return new(names, scale, means, deviations, reader.ReadFloat());
    }
}
