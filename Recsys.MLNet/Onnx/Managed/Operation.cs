namespace Recsys.MLNet.Onnx.Managed;

/// <summary>An operator with its settings fixed, ready to run on any tensors. Stateless between runs and shared by threads.</summary>
internal abstract class Operation
{
    public abstract void Run(in Call call);
}
