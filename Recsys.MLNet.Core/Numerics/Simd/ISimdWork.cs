namespace Recsys.MLNet.Numerics;

/// <summary>A kernel with its arguments, to be run at a width chosen by <see cref="SimdWidths.Run{TWork}"/>.</summary>
internal interface ISimdWork
{
    void Run<TSimd, V>() where TSimd : struct, ISimd<V> where V : struct;
}
