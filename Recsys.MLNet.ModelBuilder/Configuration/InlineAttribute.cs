namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>Options of these members of a section stand among the section's own, without a key of their own.</summary>
/// <param name="names">Their names.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class InlineAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}
