using Recsys.MLNet.State;

namespace Recsys.MLNet.Reranking;

/// <summary>A business rule over items with a certain value in a field.</summary>
/// <param name="Kind">What happens to them.</param>
/// <param name="Field">Name of an item field, or <c>id</c> for the item's id.</param>
/// <param name="Value">The value; a list field matches when it contains it. Null matches every item that has the field.</param>
/// <param name="Amount">The factor of a boost, the number of a limit, the place of a pin.</param>
/// <param name="Surface">The surface it holds for; null for all.</param>
public sealed record ItemRule(ItemRuleKind Kind, string Field, string? Value, float Amount = 1, string? Surface = null)
{
    /// <summary>Whether the rule matches an item.</summary>
    public bool Matches(ItemState item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (Field == "id")
            return Value is null || item.Id == Value;
        if (item.Field(Field) is not { } value)
            return false;
        return Value is null || value.Texts.Contains(Value) || value.ToString() == Value;
    }
}
