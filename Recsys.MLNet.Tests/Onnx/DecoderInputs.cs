using Recsys.MLNet.Benchmarks.Onnx;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Tests.Onnx;

/// <summary>Feeds the small decoder.</summary>
internal static class DecoderInputs
{
    public static OnnxInput[] First(long[] ids)
    {
        var shape = DecoderShape.Tiny;
        var inputs = Tokens(ids, 0);
        for (int l = 0; l < shape.Layers; l++)
            foreach (string what in new[] { "key", "value" })
                inputs.Add(($"past_key_values.{l}.{what}", OnnxValue.Empty(OnnxElementType.Float, 1, shape.KeyHeads, 0, shape.HeadWidth)));
        return [.. inputs];
    }

    public static OnnxInput[] Next(long[] ids, int past, OnnxResult before)
    {
        var inputs = Tokens(ids, past);
        for (int l = 0; l < DecoderShape.Tiny.Layers; l++)
            foreach (string what in new[] { "key", "value" })
                inputs.Add(($"past_key_values.{l}.{what}", before[$"present.{l}.{what}"]));
        return [.. inputs];
    }

    private static List<OnnxInput> Tokens(long[] ids, int past) =>
    [
        ("input_ids", OnnxValue.Of(ids, 1, ids.Length)),
        ("attention_mask", OnnxValue.Of(Enumerable.Repeat(1L, past + ids.Length).ToArray(), 1, past + ids.Length)),
        ("position_ids", OnnxValue.Of(Enumerable.Range(past, ids.Length).Select(i => (long)i).ToArray(), 1, ids.Length)),
    ];
}
