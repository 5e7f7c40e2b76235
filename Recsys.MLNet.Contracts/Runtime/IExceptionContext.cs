namespace Microsoft.ML.Runtime;

/// <summary>Part of the environment's type; what it does is out of reach of components outside ML.NET, and not implemented here.</summary>
public interface IExceptionContext
{
}
