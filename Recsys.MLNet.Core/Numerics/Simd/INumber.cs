namespace Recsys.MLNet.Numerics;

/// <summary>A small whole number that the compiler knows while it specialises a kernel.</summary>
internal interface INumber
{
    static abstract int Value { get; }
}

internal readonly struct Number1 : INumber { public static int Value => 1; }

internal readonly struct Number2 : INumber { public static int Value => 2; }

internal readonly struct Number3 : INumber { public static int Value => 3; }

internal readonly struct Number4 : INumber { public static int Value => 4; }

internal readonly struct Number5 : INumber { public static int Value => 5; }

internal readonly struct Number6 : INumber { public static int Value => 6; }
