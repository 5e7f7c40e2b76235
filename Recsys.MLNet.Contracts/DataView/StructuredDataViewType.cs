namespace Microsoft.ML.Data;

/// <summary>The type of a value with parts.</summary>
public abstract class StructuredDataViewType : DataViewType
{
    protected StructuredDataViewType(Type rawType) : base(rawType) { }
}
