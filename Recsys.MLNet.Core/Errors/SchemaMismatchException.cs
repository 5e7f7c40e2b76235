namespace Recsys.MLNet;

/// <summary>A model and the code or data it meets disagree on features, columns or sizes.</summary>
public sealed class SchemaMismatchException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public SchemaMismatchException() { }

    /// <summary>Creates the exception: what, got, wanted, what to do.</summary>
    public SchemaMismatchException(string message) : base(message) { }

    /// <summary>Creates the exception around its cause.</summary>
    public SchemaMismatchException(string message, Exception inner) : base(message, inner) { }
}
