namespace Recsys.MLNet.Features.Declared;

/// <summary>Whose field a declared feature reads.</summary>
public enum FieldOwner : byte
{
    /// <summary>The item's: the newest value of an <c>item</c> event.</summary>
    Item,

    /// <summary>The user's: the newest value of a <c>user</c> event.</summary>
    User,

    /// <summary>The request's, such as device or locale.</summary>
    Request,

    /// <summary>What the caller says of this item in this request, such as <c>relevancy</c>.</summary>
    Candidate,
}
