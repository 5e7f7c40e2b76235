using Recsys.MLNet.Data;

namespace Recsys.MLNet.State;

/// <summary>Normalises interaction types: one name, one stage, one weight.</summary>
public sealed class BehaviorTypes
{
    private readonly Dictionary<string, BehaviorType> _types = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The types of the standard list, then those given, which replace a standard type of the same name.</summary>
    public BehaviorTypes(IEnumerable<BehaviorType>? types = null)
    {
        foreach (var type in Standard)
            _types[type.Name] = type;
        foreach (var type in types ?? [])
            _types[type.Name] = type;
    }

    /// <summary>The names that need no configuration; positive weights are those of <see cref="InteractionWeights"/>.</summary>
    public static IReadOnlyList<BehaviorType> Standard { get; } =
    [
        new("impression", BehaviorStage.Exposure, 0),
        new("view", BehaviorStage.Interest, 0.5f), new("click", BehaviorStage.Interest, 1), new("open", BehaviorStage.Interest, 1),
        new("play", BehaviorStage.Interest, 1), new("read", BehaviorStage.Interest, 1), new("watch", BehaviorStage.Interest, 1), new("rating", BehaviorStage.Interest, 1),
        new("rate", BehaviorStage.Interest, 1), new("like", BehaviorStage.Intent, 2), new("save", BehaviorStage.Intent, 2),
        new("share", BehaviorStage.Intent, 2), new("wishlist", BehaviorStage.Intent, 2), new("cart", BehaviorStage.Intent, 3),
        new("add_to_cart", BehaviorStage.Intent, 3), new("addtocart", BehaviorStage.Intent, 3), new("favorite", BehaviorStage.Intent, 2),
        new("purchase", BehaviorStage.Conversion, 5), new("buy", BehaviorStage.Conversion, 5), new("order", BehaviorStage.Conversion, 5),
        new("transaction", BehaviorStage.Conversion, 5), new("complete", BehaviorStage.Conversion, 3),
        new("dislike", BehaviorStage.Negative, -2), new("hide", BehaviorStage.Negative, -2), new("skip", BehaviorStage.Negative, -0.5f),
        new("return", BehaviorStage.Negative, -3), new("remove", BehaviorStage.Negative, -1),
    ];

    /// <summary>The meaning of a type; an unknown type is an <see cref="BehaviorStage.Interest"/> of weight 1.</summary>
    public BehaviorType Of(string? name) =>
        name is not null && _types.TryGetValue(name, out var type) ? type : new(name ?? "interaction", BehaviorStage.Interest, 1);

    /// <summary>The weight of one interaction: its field <c>value</c>, <c>rating</c> or <c>weight</c> for a rating, else the weight of its type.</summary>
    public float WeightOf(Event e)
    {
        ArgumentNullException.ThrowIfNull(e);
        var type = Of(e.Type);
        if (type.Name is "rating" or "rate" && (e.Field("value") ?? e.Field("rating") ?? e.Field("weight")) is { } value && double.IsFinite(value.Number))
            return (float)value.Number;
        return type.Weight;
    }
}
