using Recsys.MLNet.Onnx.Managed.Ops;

namespace Recsys.MLNet.Onnx.Managed;

/// <summary>A model turned into steps over numbered places. Immutable; every run has its own <see cref="Frame"/>.</summary>
internal sealed class Plan
{
    private Plan(Step[] steps, Tensor?[] constants, int[] inputs, int[] outputs) =>
        (Steps, Constants, Inputs, Outputs) = (steps, constants, inputs, outputs);

    public Step[] Steps { get; }

    /// <summary>The constant at each place, or null for a value that runs make.</summary>
    public Tensor?[] Constants { get; }

    public int Places => Constants.Length;

    /// <summary>Places of the model's inputs, in order; −1 where nothing reads one.</summary>
    public int[] Inputs { get; }

    /// <summary>Places of the outputs wanted, in order.</summary>
    public int[] Outputs { get; }

    public static Plan Of(PlanGraph graph, OnnxWeights weights)
    {
        var places = new Dictionary<string, int>();
        var constants = new List<Tensor?>();
        int Place(string name, Tensor? constant)
        {
            if (!places.TryGetValue(name, out int place))
            {
                places[name] = place = constants.Count;
                constants.Add(constant);
            }
            return place;
        }
        foreach (var port in graph.Inputs)
            Place(port.Name, null);
        var steps = new List<Step>();
        var buffer = new WeightBuffer();
        foreach (var node in graph.Nodes)
        {
            var build = new NodeBuild(graph, node, weights, buffer);
            var operation = OperationCatalog.Create(build);
            int[] inputs = [.. node.Inputs.Select((name, i) =>
                name.Length == 0 || build.IsAbsorbed(i) ? -1
                : graph.Constant(name) is { } constant ? Place(name, constant.Load())
                : places.TryGetValue(name, out int known) ? known
                : throw new ModelFormatException($"{node.Description} reads '{name}', which nothing before it makes. The file is damaged."))];
            int[] outputs = [.. node.Outputs.Select(name => name.Length == 0 || !graph.IsUsed(name) ? -1 : Place(name, null))];
            // An operation makes its first output whatever happens; give it a place even if nobody looks.
            if (outputs.Length > 0 && outputs[0] < 0)
                outputs[0] = Place(node.Outputs[0].Length > 0 ? node.Outputs[0] : "\0" + steps.Count, null);
            steps.Add(new(operation, node.Description, inputs, outputs));
        }
        int[] wanted = [.. graph.Outputs.Select(port => graph.Constant(port.Name) is { } constant ? Place(port.Name, constant.Load())
            : places.TryGetValue(port.Name, out int place) ? place
            : throw new ModelFormatException($"The output '{port.Name}' is made by nothing. The file is damaged."))];
        var plan = new Plan([.. steps], [.. constants], [.. graph.Inputs.Select(port => places[port.Name])], wanted);
        plan.FindLastUses();
        plan.LinkProducts();
        return plan;
    }

    /// <summary>A plan of a single node whose inputs are constants; its outputs are the node's, in order.</summary>
    public static Plan OfOne(PlanGraph graph, PlanNode node)
    {
        var constants = new List<Tensor?>();
        int Place(Tensor? constant)
        {
            constants.Add(constant);
            return constants.Count - 1;
        }
        int[] inputs = [.. node.Inputs.Select(name => name.Length == 0 ? -1 : Place(graph.Constant(name)!.Load()))];
        int[] outputs = [.. node.Outputs.Select((name, i) => name.Length == 0 && i > 0 ? -1 : Place(null))];
        var step = new Step(OperationCatalog.Create(new NodeBuild(graph, node, OnnxWeights.Float32, new(), keepInputs: true)), node.Description, inputs, outputs) { Dies = new bool[inputs.Length] };
        return new([step], [.. constants], [], outputs);
    }

    /// <summary>Tells each product whose weights come next.</summary>
    private void LinkProducts()
    {
        LinearOperation? next = null;
        foreach (var step in Steps.Reverse())
            if (step.Operation is LinearOperation product)
            {
                product.Next = next;
                next = product;
            }
    }

    private void FindLastUses()
    {
        var last = new int[Places];
        Array.Fill(last, -1);
        for (int s = 0; s < Steps.Length; s++)
        {
            foreach (int place in Steps[s].Inputs)
                if (place >= 0)
                    last[place] = s;
            foreach (int place in Steps[s].Outputs)
                if (place >= 0)
                    last[place] = Math.Max(last[place], s);
        }
        var kept = Outputs.ToHashSet();
        for (int s = 0; s < Steps.Length; s++)
        {
            var step = Steps[s];
            bool Dies(int place) => place >= 0 && last[place] == s && Constants[place] is null && !kept.Contains(place);
            step.Dead = [.. step.Inputs.Concat(step.Outputs).Where(Dies).Distinct()];
            step.Dies = [.. step.Inputs.Select(place => Dies(place) && step.Inputs.Count(other => other == place) == 1)];
        }
    }
}
