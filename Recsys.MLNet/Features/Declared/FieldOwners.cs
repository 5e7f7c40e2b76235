using Recsys.MLNet.Data;

namespace Recsys.MLNet.Features.Declared;

/// <summary>Reads fields of any owner.</summary>
internal static class FieldOwners
{
    public static FieldValue? Field(in FeatureContext at, FieldOwner owner, string name) => owner switch
    {
        FieldOwner.Item => at.Item.Field(name),
        FieldOwner.User => Find(at.User.Fields, name),
        FieldOwner.Request => at.Request.Field(name),
        _ => Find(at.Request.GivenOf(at.Item.Id)?.Fields ?? [], name),
    };

    public static FeatureScope ScopeOf(FieldOwner owner) => owner switch { FieldOwner.Item => FeatureScope.Item, FieldOwner.Candidate => FeatureScope.Pair, _ => FeatureScope.Request };

    private static FieldValue? Find(IReadOnlyList<Field> fields, string name)
    {
        foreach (var field in fields)
            if (field.Name == name)
                return field.Value;
        return null;
    }
}
