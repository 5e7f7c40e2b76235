using System.Reflection;

namespace Microsoft.ML;

/// <summary>Calls a generic method for a type known only at run time.</summary>
internal static class GenericCall
{
    public static TResult For<TResult>(Delegate pattern, Type type, params object[] arguments) =>
        (TResult)pattern.Method.GetGenericMethodDefinition().MakeGenericMethod(type)
            .Invoke(pattern.Target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
