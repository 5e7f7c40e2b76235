using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Recsys.MLNet.Numerics;

/// <summary>Asks for memory before it is needed; does nothing where the processor has no such instruction exposed.</summary>
internal static class Fetch
{
    private const int Line = 64;
    private const int LineFloats = 16;

    /// <summary>Requests the cache lines of a row of floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Row(ref float row, int length)
    {
        if (!Sse.IsSupported)
            return;
        // A prefetch cannot fault, so an address that the collector moves meanwhile costs a useless line, nothing more.
        var address = (float*)Unsafe.AsPointer(ref row);
        for (int f = 0; f < length; f += LineFloats)
            Sse.Prefetch0(address + f);
    }

    /// <summary>Requests the cache lines of an object's first bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Object(object? target, int bytes)
    {
        if (!Sse.IsSupported || target is null)
            return;
        byte* address = *(byte**)Unsafe.AsPointer(ref target);
        for (int at = 0; at < bytes; at += Line)
            Sse.Prefetch0(address + at);
    }
}
