namespace Recsys.MLNet;

/// <summary>A model or package file cannot be read: truncated, altered, of another kind, or from a later format.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public ModelFormatException() { }

    /// <summary>Creates the exception: what, got, wanted, what to do.</summary>
    public ModelFormatException(string message) : base(message) { }

    /// <summary>Creates the exception around its cause.</summary>
    public ModelFormatException(string message, Exception inner) : base(message, inner) { }
}
