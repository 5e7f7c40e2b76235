using System.Runtime.InteropServices;

namespace Recsys.MLNet.Onnx.Format;

/// <summary>The messages of the ONNX format, by field number.</summary>
internal sealed class MessageReader(ExternalFiles external)
{
    /// <summary>ModelProto; false when it holds no graph.</summary>
    public bool ReadModel(WireMessage message, OnnxModel into)
    {
        bool found = false;
        while (message.Next())
            switch (message.Field)
            {
                case 1: into.IrVersion = message.Long(); break;
                case 2: into.Producer = message.Text(); break;
                case 3: into.ProducerVersion = message.Text(); break;
                case 7:
                    found = true;
                    ReadGraph(message.Message(), into.Graph);
                    break;
                case 8:
                    var (domain, version) = OperatorSet(message.Message());
                    into.OperatorSets[domain] = version;
                    break;
                case 14:
                    var (key, value) = Pair(message.Message());
                    into.Metadata[key] = value;
                    break;
            }
        return found;
    }

    private void ReadGraph(WireMessage message, OnnxGraph into)
    {
        while (message.Next())
            switch (message.Field)
            {
                case 1: into.Nodes.Add(Node(message.Message())); break;
                case 2: into.Name = message.Text(); break;
                case 5: into.Initializers.Add(Tensor(message.Message())); break;
                case 11: into.Inputs.Add(Port(message.Message())); break;
                case 12: into.Outputs.Add(Port(message.Message())); break;
                case 15: throw new NotSupportedException("The model has sparse weights; export it with dense ones.");
            }
    }

    private OnnxNode Node(WireMessage message)
    {
        List<string> inputs = [], outputs = [];
        var attributes = new Dictionary<string, OnnxAttribute>();
        string name = "", op = "", domain = "";
        while (message.Next())
            switch (message.Field)
            {
                case 1: inputs.Add(message.Text()); break;
                case 2: outputs.Add(message.Text()); break;
                case 3: name = message.Text(); break;
                case 4: op = message.Text(); break;
                case 5:
                    var (key, value) = Attribute(message.Message());
                    attributes[key] = value;
                    break;
                case 7: domain = message.Text(); break;
            }
        return new() { Operator = op, Domain = domain == "ai.onnx" ? "" : domain, Name = name, Inputs = inputs, Outputs = outputs, Attributes = attributes };
    }

    private (string Name, OnnxAttribute Value) Attribute(WireMessage message)
    {
        string name = "", text = "";
        var kind = OnnxAttributeKind.Undefined;
        var seen = OnnxAttributeKind.Undefined;
        float number = 0;
        long whole = 0;
        OnnxTensor? tensor = null;
        List<byte> floats = [];
        List<long> ints = [];
        List<string> texts = [];
        while (message.Next())
            switch (message.Field)
            {
                case 1: name = message.Text(); break;
                case 2: (number, seen) = (message.Float(), OnnxAttributeKind.Float); break;
                case 3: (whole, seen) = (message.Long(), OnnxAttributeKind.Int); break;
                case 4: (text, seen) = (message.Text(), OnnxAttributeKind.Text); break;
                case 5: (tensor, seen) = (Tensor(message.Message()), OnnxAttributeKind.Tensor); break;
                case 6 or 11: seen = OnnxAttributeKind.Graph; break;
                case 7:
                    message.AddFixed(floats, WireType.Fixed32);
                    seen = OnnxAttributeKind.Floats;
                    break;
                case 8:
                    message.AddLongs(ints);
                    seen = OnnxAttributeKind.Ints;
                    break;
                case 9:
                    texts.Add(message.Text());
                    seen = OnnxAttributeKind.Texts;
                    break;
                case 20: kind = (OnnxAttributeKind)message.Long(); break;
            }
        // Files older than the type field state no kind: then it is the one value that is there.
        kind = Enum.IsDefined(kind) && kind != OnnxAttributeKind.Undefined ? kind : seen;
        return (name, new()
        {
            Kind = kind,
            Float = number,
            Int = whole,
            Text = text,
            Tensor = tensor,
            Floats = MemoryMarshal.Cast<byte, float>(CollectionsMarshal.AsSpan(floats)).ToArray(),
            Ints = ints.ToArray(),
            Texts = texts,
        });
    }

    private OnnxTensor Tensor(WireMessage message)
    {
        var fields = new TensorFields();
        while (message.Next())
            switch (message.Field)
            {
                case 1: message.AddLongs(fields.Shape); break;
                case 2: fields.Type = (OnnxElementType)message.Long(); break;
                case 3: throw new NotSupportedException("The model has a tensor in segments, which no exporter of this century writes; export it again.");
                case 4: message.AddFixed(fields.Fixed, WireType.Fixed32); break;
                case 5 or 7 or 11: message.AddLongs(fields.Whole); break;
                case 6: throw new NotSupportedException("The model has a tensor of texts; tokenize before the model and pass numbers.");
                case 8: fields.Name = message.Text(); break;
                case 9: fields.Raw = message.Data(); break;
                case 10: message.AddFixed(fields.Fixed, WireType.Fixed64); break;
                case 13:
                    var (key, value) = Pair(message.Message());
                    fields.External[key] = value;
                    break;
                case 14: fields.IsExternal = message.Long() == 1; break;
            }
        return fields.Build(external);
    }

    private static OnnxPort Port(WireMessage message)
    {
        string name = "";
        var type = OnnxElementType.Undefined;
        List<OnnxDimension>? shape = null;
        while (message.Next())
            if (message.Field == 1)
                name = message.Text();
            else if (message.Field == 2)
                for (var kind = message.Message(); kind.Next();)
                    if (kind.Field == 1)
                        (type, shape) = TensorType(kind.Message());
        return new(name, type, shape);
    }

    private static (OnnxElementType, List<OnnxDimension>?) TensorType(WireMessage message)
    {
        var type = OnnxElementType.Undefined;
        List<OnnxDimension>? shape = null;
        while (message.Next())
            if (message.Field == 1)
                type = (OnnxElementType)message.Long();
            else if (message.Field == 2)
            {
                shape = [];
                for (var dimensions = message.Message(); dimensions.Next();)
                    if (dimensions.Field == 1)
                        shape.Add(Dimension(dimensions.Message()));
            }
        return (type, shape);
    }

    private static OnnxDimension Dimension(WireMessage message)
    {
        var dimension = OnnxDimension.Unknown;
        while (message.Next())
            if (message.Field == 1)
                dimension = message.Long() is >= 0 and var size ? OnnxDimension.Fixed(size) : OnnxDimension.Unknown;
            else if (message.Field == 2)
                dimension = OnnxDimension.Named(message.Text());
        return dimension;
    }

    private static (string Domain, long Version) OperatorSet(WireMessage message)
    {
        string domain = "";
        long version = 0;
        while (message.Next())
            if (message.Field == 1)
                domain = message.Text();
            else if (message.Field == 2)
                version = message.Long();
        return (domain == "ai.onnx" ? "" : domain, version);
    }

    private static (string Key, string Value) Pair(WireMessage message)
    {
        string key = "", value = "";
        while (message.Next())
            if (message.Field == 1)
                key = message.Text();
            else if (message.Field == 2)
                value = message.Text();
        return (key, value);
    }
}
