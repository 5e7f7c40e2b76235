using Recsys.MLNet.Benchmarks.Onnx;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Tests.Onnx;

/// <summary>Sessions: inputs, errors, backends, parts of batches, memory forms of weights.</summary>
[TestFixture]
public sealed class OnnxSessionTests
{
    private static readonly OnnxSessionOptions Managed = new() { Backend = OnnxBackend.Managed };

    [Test]
    public void Wrong_inputs_are_named_with_what_the_model_wants()
    {
        using var model = EncoderModel.Bert(EncoderShape.Tiny);
        using var session = OnnxSession.Open(model, Managed);
        var ids = OnnxValue.Of(new long[2], 1, 2);
        Assert.That(() => session.Run([("ids", ids)]), Throws.ArgumentException.With.Message.Contains("no input 'ids'").And.Message.Contains("attention_mask"));
        Assert.That(() => session.Run([("input_ids", ids)]), Throws.ArgumentException.With.Message.Contains("attention_mask").And.Message.Contains("missing"));
        Assert.That(() => session.Run([("input_ids", OnnxValue.Of(new float[2], 1, 2))]), Throws.ArgumentException.With.Message.Contains("give whole numbers"));
        Assert.That(() => session.Run([("input_ids", OnnxValue.Of(new long[2], 2))]), Throws.ArgumentException.With.Message.Contains("number of dimensions"));
        Assert.That(() => OnnxValue.Of(new long[3], 2, 2), Throws.ArgumentException.With.Message.Contains("holds 3 elements"));
    }

    [Test]
    public void A_token_beyond_the_vocabulary_is_an_error_that_names_the_node()
    {
        using var model = EncoderModel.Bert(EncoderShape.Tiny);
        using var session = OnnxSession.Open(model, Managed);
        Assert.That(() => session.Run(Text(1, 2, 5000)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("Gather").And.Message.Contains("index 5000 into 100"));
    }

    [Test]
    public void An_unknown_operator_is_named_with_node_operator_set_and_cure()
    {
        var graph = new OnnxGraphBuilder("odd");
        string x = graph.Input("x", OnnxElementType.Float, "batch");
        graph.Output(graph.Node("Det", [x]), "y", OnnxElementType.Float, "batch");
        using var model = graph.Build();
        Assert.That(() => OnnxSession.Open(model, Managed), Throws.TypeOf<NotSupportedException>()
            .With.Message.Contains("Det 'Det/1'").And.Message.Contains("operator set 17").And.Message.Contains("docs/onnx.md"));
    }

    [Test]
    public void The_backend_is_chosen_and_says_why()
    {
        using var model = EncoderModel.Bert(EncoderShape.Tiny);
        using var session = OnnxSession.Open(model);
        Assert.That(session.Backend, Is.EqualTo(OnnxBackend.Managed));
        Assert.That(session.BackendReason, Does.Contain("every operator"));
        Assert.That(() => OnnxSession.Open(model, new() { Backend = OnnxBackend.OnnxRuntime, RuntimeLibrary = "/nowhere/libonnxruntime.so" }),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("does not exist").And.Message.Contains("RECSYS_ONNXRUNTIME"));
        Assert.That(() => OnnxSession.Open(model, new() { Backend = OnnxBackend.Managed, Device = OnnxDevice.Cuda }), Throws.ArgumentException.With.Message.Contains("Device"));
    }

    [Test]
    public void Cuda_that_cannot_be_had_falls_back_to_the_processor_and_says_so()
    {
        NativeLibraryGate.Path();
        using var model = EncoderModel.Bert(EncoderShape.Tiny);
        using var session = OnnxSession.Open(model, new() { Device = OnnxDevice.Cuda });
        Assert.That(session.Backend, Is.EqualTo(OnnxBackend.OnnxRuntime));
        Assert.That(session.BackendReason, Does.Contain("CUDA was asked for").And.Contain("could not be used"));
        using var result = session.Run(Text(1, 3, 5));
        Assert.That(result[0].Shape.ToArray(), Is.EqualTo(new[] { 1, 3, 32 }));
    }

    [Test]
    public void An_int8_model_goes_to_ONNX_Runtime_and_runs_in_managed_code_too()
    {
        using var exact = EncoderModel.Bert(EncoderShape.Tiny);
        using var model = EncoderModel.Bert(EncoderShape.Tiny, quantized: true);
        using var session = OnnxSession.Open(model, Managed);
        using var reference = OnnxSession.Open(exact, Managed);
        using var ours = session.Run(Text(2, 5, 7));
        using var wanted = reference.Run(Text(2, 5, 7));
        Assert.That(Cosine(ours[0].Floats, wanted[0].Floats), Is.GreaterThan(0.999));
        if (Environment.GetEnvironmentVariable("RECSYS_ONNXRUNTIME") is { Length: > 0 })
        {
            using var chosen = OnnxSession.Open(model);
            Assert.That(chosen.Backend, Is.EqualTo(OnnxBackend.OnnxRuntime));
            Assert.That(chosen.BackendReason, Does.Contain("int8"));
        }
    }

    [TestCase(1), TestCase(2)]
    public void An_item_has_the_same_values_in_any_batch_and_on_any_number_of_threads(int threads)
    {
        using var model = EncoderModel.Bert(EncoderShape.Tiny);
        using var session = OnnxSession.Open(model, Managed with { Threads = threads });
        using var batch = session.Run(Text(50, 9, 3));
        for (int i = 0; i < 50; i += 7)
        {
            long[] ids = new long[9], mask = new long[9];
            for (int t = 0; t < 9; t++)
                (ids[t], mask[t]) = (Token(i * 9 + t, 3), 1);
            using var single = session.Run([("input_ids", OnnxValue.Of(ids, 1, 9)), ("attention_mask", OnnxValue.Of(mask, 1, 9)), ("token_type_ids", OnnxValue.Of(new long[9], 1, 9))]);
            Close.Assert(single[0].Floats, batch[0].Floats.Slice(i * 9 * 32, 9 * 32), 1e-5f);
        }
    }

    [Test]
    public void Runs_side_by_side_do_not_disturb_each_other()
    {
        using var model = EncoderModel.Bert(EncoderShape.Tiny);
        using var session = OnnxSession.Open(model, Managed);
        float[][] expected = [.. Enumerable.Range(0, 8).Select(i => Run(session, i))];
        var actual = new float[64][];
        Parallel.For(0, 64, i => actual[i] = Run(session, i % 8));
        for (int i = 0; i < 64; i++)
            Assert.That(actual[i], Is.EqualTo(expected[i % 8]));

        static float[] Run(OnnxSession session, int i)
        {
            using var result = session.Run(Text(1 + i % 3, 4 + i, i));
            return result[0].Floats.ToArray();
        }
    }

    [TestCase(OnnxWeights.Float16, 0.9999), TestCase(OnnxWeights.BFloat16, 0.999), TestCase(OnnxWeights.Int8, 0.99)]
    public void Smaller_weights_stay_close(OnnxWeights weights, double cosine)
    {
        using var model = EncoderModel.Bert(EncoderShape.Tiny);
        using var exact = OnnxSession.Open(model, Managed);
        using var small = OnnxSession.Open(model, Managed with { Weights = weights });
        using var wanted = exact.Run(Text(3, 8, 1));
        using var ours = small.Run(Text(3, 8, 1));
        Assert.That(Cosine(ours[0].Floats, wanted[0].Floats), Is.GreaterThan(cosine));
    }

    [Test]
    public void Merging_leaves_one_step_for_each_part_of_a_layer()
    {
        using var model = EncoderModel.Bert(EncoderShape.Tiny);
        using var session = OnnxSession.Open(model, Managed);
        int Steps(string start) => session.Plan.Count(step => step.StartsWith(start, StringComparison.Ordinal));
        Assert.That(Steps("Joint Linear"), Is.EqualTo(2), "query, key and value in one product");
        Assert.That(Steps("Attend"), Is.EqualTo(2));
        Assert.That(Steps("AddNormalize"), Is.EqualTo(5));
        Assert.That(Steps("Linear ending in Activate"), Is.EqualTo(2));
        Assert.That(session.Plan.Any(step => step.Contains("Softmax", StringComparison.Ordinal) || step.Contains("Erf", StringComparison.Ordinal)), Is.False);
    }

    [Test]
    public void A_cancelled_run_stops()
    {
        using var model = EncoderModel.Bert(EncoderShape.Tiny);
        using var session = OnnxSession.Open(model, Managed);
        Assert.That(() => session.Run(Text(1, 4, 1), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Only_the_outputs_asked_for_are_computed()
    {
        using var model = DecoderModel.Build(DecoderShape.Tiny);
        using var session = OnnxSession.Open(model, Managed with { Outputs = ["present.0.key"] });
        Assert.That(session.Outputs, Has.Count.EqualTo(1));
        Assert.That(session.Plan.Any(step => step.Contains("Attend", StringComparison.Ordinal)), Is.False);
        Assert.That(() => OnnxSession.Open(model, Managed with { Outputs = ["nothing"] }), Throws.ArgumentException.With.Message.Contains("no output 'nothing'"));
    }

    private static OnnxInput[] Text(int batch, int tokens, int seed)
    {
        long[] ids = new long[batch * tokens], mask = new long[ids.Length];
        for (int i = 0; i < ids.Length; i++)
            (ids[i], mask[i]) = (seed >= 100 ? seed : Token(i, seed), 1);
        return [("input_ids", OnnxValue.Of(ids, batch, tokens)), ("attention_mask", OnnxValue.Of(mask, batch, tokens)), ("token_type_ids", OnnxValue.Of(new long[ids.Length], batch, tokens))];
    }

    private static long Token(int i, int seed) => 2 + (i * 37 + seed * 11) % 98;

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => System.Numerics.Tensors.TensorPrimitives.CosineSimilarity(a, b);
}
