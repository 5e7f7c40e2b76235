namespace Recsys.MLNet.Onnx.Managed;

/// <summary>Memory under one or more tensors. Owned by a <see cref="Arena"/>, or foreign: a constant or a caller's input.</summary>
internal sealed class Buffer
{
    private Buffer(Storage storage, float[]? floats, long[]? longs, byte[]? bytes, bool pooled) =>
        (Storage, Floats, Longs, Bytes, Pooled) = (storage, floats, longs, bytes, pooled);

    public Storage Storage { get; }

    public float[]? Floats { get; }

    public long[]? Longs { get; }

    public byte[]? Bytes { get; }

    /// <summary>Whether an arena takes it back; foreign memory is never written or reused.</summary>
    public bool Pooled { get; }

    /// <summary>Live tensors on it; counted for pooled memory only, by one run at a time.</summary>
    public int Uses { get; set; }

    /// <summary>The arena's run that used it last.</summary>
    public int Run { get; set; }

    public int Capacity => Floats?.Length ?? Longs?.Length ?? Bytes!.Length;

    public static Buffer Foreign(float[] values) => new(Storage.Floats, values, null, null, false);

    public static Buffer Foreign(long[] values) => new(Storage.Longs, null, values, null, false);

    public static Buffer Foreign(byte[] values) => new(Storage.Bytes, null, null, values, false);

    public static Buffer Of(Storage storage, int capacity) => storage switch
    {
        Storage.Floats => new(storage, GC.AllocateUninitializedArray<float>(capacity), null, null, true),
        Storage.Longs => new(storage, null, GC.AllocateUninitializedArray<long>(capacity), null, true),
        _ => new(storage, null, null, GC.AllocateUninitializedArray<byte>(capacity), true),
    };
}
