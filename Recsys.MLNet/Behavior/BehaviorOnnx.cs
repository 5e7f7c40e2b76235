using Recsys.MLNet.Models;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Behavior;

/// <summary>A behaviour model as a standard ONNX graph, for services that are not .NET.</summary>
/// <remarks>
/// Inputs, all padded on the left to T positions: <c>items</c> (B, T) numbers, <c>mask</c> (B, T) 1 where there is a behaviour and 0 where there is padding;
/// where the model looks at them <c>gaps</c> (B, T) classes of the time before each, <c>between</c> (B, T, T) classes of the time between every two,
/// <c>types</c> (B, T) and <c>values</c> (B, T) classes: <see cref="TimeGap"/> and <see cref="ValueClass"/> tell them.
/// Outputs: <c>interest</c> (B, D), or <c>interests</c> (B, K, D), and <c>scores</c> (B, N). A row without any behaviour gives numbers without meaning.
/// What <see cref="BehaviorAttentionModel.Terms"/> add to scores is not in the graph.
/// </remarks>
public static class BehaviorOnnx
{
    /// <summary>The graph; operator set 17.</summary>
    public static OnnxModel Export(BehaviorAttentionModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new BehaviorGraph(model).Build();
    }

    /// <summary>Inputs of that graph for one user, (1, T).</summary>
    /// <exception cref="ArgumentException">The model knows no behaviour of the user.</exception>
    public static OnnxInput[] Inputs(BehaviorAttentionModel model, in UserContext user)
    {
        ArgumentNullException.ThrowIfNull(model);
        var shape = model.Shape;
        int t = shape.Positions;
        var scratch = model.Encoder.Rent();
        if (!model.Fill(user, scratch))
        {
            model.Encoder.Return(scratch);
            throw new ArgumentException("The model knows none of the user's behaviours; without any there is nothing to attend to.", nameof(user));
        }
        int n = scratch.Length, from = t - n;
        long[] items = new long[t], gaps = new long[t], types = new long[t], values = new long[t], between = new long[t * t];
        var mask = new float[t];
        Array.Fill(between, 1);
        for (int i = 0; i < n; i++)
        {
            (items[from + i], gaps[from + i], types[from + i], values[from + i], mask[from + i]) = (scratch.Items[i], scratch.Gaps[i], scratch.Types[i], scratch.Values[i], 1);
            for (int j = 0; j <= i; j++)
                between[(from + i) * t + from + j] = TimeGap.Of(scratch.Times[i] - scratch.Times[j]);
        }
        model.Encoder.Return(scratch);
        var inputs = new List<OnnxInput> { ("items", OnnxValue.Of(items, 1, t)), ("mask", OnnxValue.Of(mask, 1, t)) };
        if (shape.Gaps)
            inputs.AddRange([("gaps", OnnxValue.Of(gaps, 1, t)), ("between", OnnxValue.Of(between, 1, t, t))]);
        if (shape.Types > 1)
            inputs.Add(("types", OnnxValue.Of(types, 1, t)));
        if (shape.Values)
            inputs.Add(("values", OnnxValue.Of(values, 1, t)));
        return [.. inputs];
    }
}
