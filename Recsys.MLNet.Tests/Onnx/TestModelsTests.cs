using Recsys.MLNet.Benchmarks.Onnx;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Tests.Onnx;

/// <summary>Whole models in managed code against ONNX Runtime.</summary>
[TestFixture]
public sealed class TestModelsTests
{
    private static readonly OnnxSessionOptions Managed = new() { Backend = OnnxBackend.Managed };
    private static readonly OnnxSessionOptions Native = new() { Backend = OnnxBackend.OnnxRuntime };

    [TestCase("bert", 14, true), TestCase("bert", 14, false), TestCase("bert", 17, true), TestCase("xlm-r", 17, true), TestCase("xlm-r", 17, false)]
    public void An_encoder_gives_what_ONNX_Runtime_gives(string kind, int operatorSet, bool fuse)
    {
        NativeLibraryGate.Path();
        using var model = kind == "bert" ? EncoderModel.Bert(EncoderShape.Tiny, operatorSet: operatorSet) : EncoderModel.XlmRoberta(EncoderShape.Tiny, operatorSet: operatorSet);
        using var managed = OnnxSession.Open(model, Managed with { Fuse = fuse });
        using var native = OnnxSession.Open(model, Native);
        foreach (var (batch, tokens) in new[] { (1, 1), (1, 7), (3, 16), (5, 33) })
        {
            var inputs = Text(batch, tokens, managed.Inputs.Count);
            using var ours = managed.Run(inputs);
            using var theirs = native.Run(inputs);
            Close.Assert(ours[0], theirs[0], 2e-5f);
        }
    }

    [TestCase("bert", 14), TestCase("bert", 17), TestCase("xlm-r", 17), TestCase("cross", 17), TestCase("decoder", 17)]
    public void The_merged_plan_gives_what_the_graph_as_written_gives(string kind, int operatorSet)
    {
        using var model = kind switch
        {
            "bert" => EncoderModel.Bert(EncoderShape.Tiny, operatorSet: operatorSet),
            "xlm-r" => EncoderModel.XlmRoberta(EncoderShape.Tiny, operatorSet: operatorSet),
            "cross" => EncoderModel.CrossEncoder(EncoderShape.Tiny),
            _ => DecoderModel.Build(DecoderShape.Tiny),
        };
        using var merged = OnnxSession.Open(model, Managed);
        using var written = OnnxSession.Open(model, Managed with { Fuse = false });
        Assert.That(merged.Plan.Count, Is.LessThan(written.Plan.Count));
        foreach (var (batch, tokens) in new[] { (1, 1), (1, 7), (3, 16), (5, 33) })
        {
            var inputs = kind == "decoder" ? DecoderInputs.First([.. Enumerable.Range(0, tokens).Select(i => (long)(i * 7 % 100))]) : Text(batch, tokens, merged.Inputs.Count);
            using var ours = merged.Run(inputs);
            using var plain = written.Run(inputs);
            for (int output = 0; output < ours.Count; output++)
                Close.Assert(ours[output], plain[output], 2e-5f);
        }
    }

    [TestCase(true), TestCase(false)]
    public void A_decoder_continues_from_its_cache_as_if_it_had_read_everything_at_once(bool fuse)
    {
        using var model = DecoderModel.Build(DecoderShape.Tiny);
        using var session = OnnxSession.Open(model, Managed with { Fuse = fuse });
        long[] ids = [5, 17, 42, 7, 99, 3];
        using var whole = session.Run(DecoderInputs.First(ids));
        using var start = session.Run(DecoderInputs.First(ids[..4]));
        using var rest = session.Run(DecoderInputs.Next(ids[4..], 4, start));
        int width = DecoderShape.Tiny.Vocabulary;
        Close.Assert(rest["logits"].Floats, whole["logits"].Floats[(4 * width)..], 2e-5f);
        Close.Assert(rest["present.1.key"], whole["present.1.key"], 2e-5f);
    }

    [Test]
    public void A_decoder_gives_what_ONNX_Runtime_gives_and_either_can_read_the_cache_of_the_other()
    {
        NativeLibraryGate.Path();
        using var model = DecoderModel.Build(DecoderShape.Tiny);
        using var managed = OnnxSession.Open(model, Managed);
        using var native = OnnxSession.Open(model, Native);
        long[] ids = [5, 17, 42, 7, 99, 3];
        using var ours = managed.Run(DecoderInputs.First(ids[..3]));
        using var theirs = native.Run(DecoderInputs.First(ids[..3]));
        Close.Assert(ours["logits"], theirs["logits"], 2e-5f);
        using var oursNext = managed.Run(DecoderInputs.Next(ids[3..], 3, theirs));
        using var theirsNext = native.Run(DecoderInputs.Next(ids[3..], 3, ours));
        Close.Assert(oursNext["logits"], theirsNext["logits"], 2e-5f);
    }

    private static OnnxInput[] Text(int batch, int tokens, int inputs)
    {
        var random = new RandomStream(7, "text", batch * 1000 + tokens);
        long[] ids = new long[batch * tokens], mask = new long[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            bool padding = i % tokens > 0 && i % tokens >= tokens - i / tokens;
            ids[i] = padding ? 1 : 2 + random.NextInt(98);
            mask[i] = padding ? 0 : 1;
        }
        OnnxInput[] all = [("input_ids", OnnxValue.Of(ids, batch, tokens)), ("attention_mask", OnnxValue.Of(mask, batch, tokens)), ("token_type_ids", OnnxValue.Of(new long[ids.Length], batch, tokens))];
        return all[..inputs];
    }
}
