namespace Recsys.MLNet.Onnx.Format;

/// <summary>The messages of the ONNX format, by field number; the counterpart of <see cref="MessageReader"/>.</summary>
internal static class MessageWriter
{
    public static WireBuilder Model(OnnxModel model)
    {
        var message = new WireBuilder();
        message.Varint(1, model.IrVersion);
        message.Text(2, model.Producer);
        message.Text(3, model.ProducerVersion);
        message.Message(7, Graph(model.Graph));
        foreach (var (domain, version) in model.OperatorSets.OrderBy(set => set.Key, StringComparer.Ordinal))
        {
            var set = new WireBuilder();
            set.Text(1, domain);
            set.Varint(2, version);
            message.Message(8, set);
        }
        foreach (var (key, value) in model.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var entry = new WireBuilder();
            entry.Text(1, key);
            entry.Text(2, value);
            message.Message(14, entry);
        }
        return message;
    }

    private static WireBuilder Graph(OnnxGraph graph)
    {
        var message = new WireBuilder();
        foreach (var node in graph.Nodes)
            message.Message(1, Node(node));
        message.Text(2, graph.Name);
        foreach (var tensor in graph.Initializers)
            message.Message(5, Tensor(tensor));
        foreach (var port in graph.Inputs)
            message.Message(11, Port(port));
        foreach (var port in graph.Outputs)
            message.Message(12, Port(port));
        return message;
    }

    private static WireBuilder Node(OnnxNode node)
    {
        var message = new WireBuilder();
        foreach (string input in node.Inputs)
            message.Text(1, input);
        foreach (string output in node.Outputs)
            message.Text(2, output);
        message.Text(3, node.Name);
        message.Text(4, node.Operator);
        foreach (var (name, value) in node.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
            message.Message(5, Attribute(name, value));
        if (node.Domain.Length > 0)
            message.Text(7, node.Domain);
        return message;
    }

    private static WireBuilder Attribute(string name, OnnxAttribute value)
    {
        var message = new WireBuilder();
        message.Text(1, name);
        switch (value.Kind)
        {
            case OnnxAttributeKind.Float: message.Float(2, value.Float); break;
            case OnnxAttributeKind.Int: message.Varint(3, value.Int); break;
            case OnnxAttributeKind.Text: message.Text(4, value.Text); break;
            case OnnxAttributeKind.Tensor: message.Message(5, Tensor(value.Tensor!)); break;
            case OnnxAttributeKind.Floats:
                foreach (float number in value.Floats)
                    message.Float(7, number);
                break;
            case OnnxAttributeKind.Ints:
                foreach (long number in value.Ints)
                    message.Varint(8, number);
                break;
            case OnnxAttributeKind.Texts:
                foreach (string text in value.Texts)
                    message.Text(9, text);
                break;
            default:
                throw new NotSupportedException($"Attribute '{name}' is of kind {value.Kind}, which the writer does not know.");
        }
        message.Varint(20, (int)value.Kind);
        return message;
    }

    private static WireBuilder Tensor(OnnxTensor tensor)
    {
        var message = new WireBuilder();
        foreach (long size in tensor.Shape)
            message.Varint(1, size);
        message.Varint(2, (int)tensor.Type);
        message.Text(8, tensor.Name);
        message.Data(9, tensor.Data);
        return message;
    }

    private static WireBuilder Port(OnnxPort port)
    {
        var tensor = new WireBuilder();
        tensor.Varint(1, (int)port.Type);
        if (port.Shape is not null)
        {
            var shape = new WireBuilder();
            foreach (var dimension in port.Shape)
            {
                var message = new WireBuilder();
                if (dimension.Size >= 0)
                    message.Varint(1, dimension.Size);
                else if (dimension.Name is not null)
                    message.Text(2, dimension.Name);
                shape.Message(1, message);
            }
            tensor.Message(2, shape);
        }
        var type = new WireBuilder();
        type.Message(1, tensor);
        var result = new WireBuilder();
        result.Text(1, port.Name);
        result.Message(2, type);
        return result;
    }
}
