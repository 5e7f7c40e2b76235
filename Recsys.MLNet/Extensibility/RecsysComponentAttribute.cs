namespace Recsys.MLNet.Extensibility;

/// <summary>Marks a class as a component and gives it the name by which configurations and packages know it.</summary>
/// <param name="name">Lower case with hyphens, such as <c>shelf-life</c>; on a model the kind of its section.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RecsysComponentAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
