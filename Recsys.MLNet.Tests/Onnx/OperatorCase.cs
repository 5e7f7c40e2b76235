using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Tests.Onnx;

/// <summary>One operator with settings and inputs, as a model of a single node.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="OperatorSet">Version of the operator set.</param>
/// <param name="Inputs">Inputs; null for one left out.</param>
/// <param name="Attributes">Settings.</param>
public sealed record OperatorCase(string Operator, int OperatorSet, OperatorInput?[] Inputs, params (string Name, OnnxAttribute Value)[] Attributes)
{
    /// <summary>Element types of the outputs.</summary>
    public OnnxElementType[] Outputs { get; init; } = [OnnxElementType.Float];

    /// <summary>Largest difference, absolute up to 1 and relative beyond.</summary>
    public float Within { get; init; } = 2e-6f;

    public override string ToString() =>
        $"{Operator}-{OperatorSet}({string.Join("; ", Inputs.Select(input => input is null ? "-" : $"{input.Type}[{string.Join(",", input.Value.Shape.ToArray())}]"))}{string.Concat(Attributes.Select(a => $", {a.Name}={Show(a.Value)}"))})";

    public OnnxModel Build()
    {
        var model = new OnnxModel();
        model.OperatorSets[""] = OperatorSet;
        model.Graph.Name = "one";
        for (int i = 0; i < Inputs.Length; i++)
            if (Inputs[i] is { } input)
                model.Graph.Inputs.Add(new($"x{i}", input.Type, [.. input.Value.Shape.ToArray().Select(_ => OnnxDimension.Unknown)]));
        string[] outputs = [.. Outputs.Select((type, i) => type == OnnxElementType.Undefined ? "" : $"y{i}")];
        model.Graph.Nodes.Add(new()
        {
            Operator = Operator,
            Name = "node",
            Inputs = [.. Inputs.Select((input, i) => input is null ? "" : $"x{i}")],
            Outputs = outputs,
            Attributes = Attributes.ToDictionary(a => a.Name, a => a.Value),
        });
        for (int i = 0; i < outputs.Length; i++)
            if (outputs[i].Length > 0)
                model.Graph.Outputs.Add(new(outputs[i], Outputs[i], null));
        return model;
    }

    public OnnxInput[] Feed() => [.. Inputs.Select((input, i) => (input, i)).Where(pair => pair.input is not null).Select(pair => new OnnxInput($"x{pair.i}", pair.input!.Value))];

    private static string Show(OnnxAttribute value) => value.Kind switch
    {
        OnnxAttributeKind.Int => $"{value.Int}",
        OnnxAttributeKind.Ints => $"[{string.Join(",", value.Ints)}]",
        OnnxAttributeKind.Float => $"{value.Float}",
        OnnxAttributeKind.Floats => $"[{string.Join(",", value.Floats)}]",
        OnnxAttributeKind.Tensor => value.Tensor!.ToString(),
        _ => value.Text,
    };
}
