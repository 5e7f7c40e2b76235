namespace Microsoft.ML;

/// <summary>Reads one column's value of the current row into the caller's variable, whose buffers it may reuse.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);
