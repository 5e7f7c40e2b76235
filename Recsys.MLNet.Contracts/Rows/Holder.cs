namespace Microsoft.ML;

/// <summary>The object that getters of a typed row read at the moment.</summary>
internal sealed class Holder<T> where T : class
{
    public T Value { get; set; }
}
