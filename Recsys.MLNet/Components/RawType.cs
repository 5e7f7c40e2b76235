using System.Reflection;

namespace Recsys.MLNet.Components;

/// <summary>Calls a generic method for a column's raw type, which is known only at run time.</summary>
internal static class RawType
{
    public static TResult Call<TResult>(Delegate pattern, Type raw, params object?[] arguments) =>
        (TResult)pattern.Method.GetGenericMethodDefinition().MakeGenericMethod(raw)
            .Invoke(pattern.Target, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
}
