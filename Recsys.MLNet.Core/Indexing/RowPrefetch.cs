using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Recsys.MLNet.Indexing;

/// <summary>Asks for a row's cache lines before it is read; a hint, nothing where the processor has none.</summary>
internal static unsafe class RowPrefetch
{
    private const int Line = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(void* row, int bytes)
    {
        if (!Sse.IsSupported)
            return;
        for (int at = 0; at < bytes; at += Line)
            Sse.Prefetch0((byte*)row + at);
    }
}
