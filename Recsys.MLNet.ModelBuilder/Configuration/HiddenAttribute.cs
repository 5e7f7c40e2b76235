namespace Recsys.MLNet.ModelBuilder.Configuration;

/// <summary>Options of this property that another section of the configuration sets.</summary>
/// <param name="names">Their names.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HiddenAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}
