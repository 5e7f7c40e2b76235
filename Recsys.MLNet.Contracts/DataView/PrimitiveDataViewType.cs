namespace Microsoft.ML.Data;

/// <summary>The type of a single value: also what a vector is a vector of.</summary>
public abstract class PrimitiveDataViewType : DataViewType
{
    protected PrimitiveDataViewType(Type rawType) : base(rawType) { }
}
