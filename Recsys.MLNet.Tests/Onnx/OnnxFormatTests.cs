using Recsys.MLNet.Benchmarks.Onnx;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Tests.Onnx;

/// <summary>Reading and writing model files, sound and hostile.</summary>
[TestFixture]
public sealed class OnnxFormatTests
{
    [Test]
    public void A_model_survives_writing_and_reading()
    {
        using var model = EncoderModel.Bert(EncoderShape.Tiny);
        model.Metadata["made"] = "by a test";
        using var read = OnnxReader.Read(Bytes(model));
        Assert.That(Bytes(read), Is.EqualTo(Bytes(model)));
        Assert.That(read.Metadata["made"], Is.EqualTo("by a test"));
        Assert.That(read.Graph.Initializers[0].ReadFloats(), Is.EqualTo(model.Graph.Initializers[0].ReadFloats()));
    }

    [TestCase(OnnxElementType.Float16, 2, 1e-3f), TestCase(OnnxElementType.BFloat16, 2, 1e-2f), TestCase(OnnxElementType.Double, 8, 0f)]
    public void Weights_of_other_widths_are_read_as_floats(OnnxElementType type, int width, float within)
    {
        float[] values = [0, 1, -2.5f, 0.333f, 1000];
        byte[] bytes = [.. values.SelectMany(value => type switch
        {
            OnnxElementType.Float16 => BitConverter.GetBytes((Half)value),
            OnnxElementType.BFloat16 => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
            _ => BitConverter.GetBytes((double)value),
        })];
        Assert.That(bytes, Has.Length.EqualTo(values.Length * width));
        using var read = OnnxReader.Read(File(graph: [.. Tagged(5, [.. Varint(1, 5), .. Varint(2, (int)type), .. Text(8, "w"), .. Tagged(9, bytes)])]));
        Close.Assert(read.Graph.Initializers[0].ReadFloats(), values, within);
    }

    [Test]
    public void Weights_beside_the_model_are_found_and_missing_or_short_or_foreign_ones_are_refused()
    {
        string folder = Directory.CreateTempSubdirectory("onnx").FullName;
        try
        {
            string path = Path.Combine(folder, "model.onnx");
            byte[] External(string location, long length) => File(graph: Tagged(5, [.. Varint(1, 2), .. Varint(2, 1), .. Text(8, "w"), .. Varint(14, 1),
                .. Tagged(13, [.. Text(1, "location"), .. Text(2, location)]), .. Tagged(13, [.. Text(1, "offset"), .. Text(2, "4")]), .. Tagged(13, [.. Text(1, "length"), .. Text(2, $"{length}")])]));
            System.IO.File.WriteAllBytes(path, External("w.bin", 8));
            Assert.That(() => OnnxReader.Open(path), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("missing beside the model"));
            System.IO.File.WriteAllBytes(Path.Combine(folder, "w.bin"), [.. BitConverter.GetBytes(9f), .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]);
            using (var read = OnnxReader.Open(path))
                Assert.That(read.Graph.Initializers[0].ReadFloats(), Is.EqualTo(new[] { 1.5f, -2f }));
            System.IO.File.WriteAllBytes(Path.Combine(folder, "w.bin"), new byte[6]);
            Assert.That(() => OnnxReader.Open(path), Throws.TypeOf<ModelFormatException>().With.Message.Contains("truncated"));
            System.IO.File.WriteAllBytes(path, External("../../etc/hostname", 8));
            Assert.That(() => OnnxReader.Open(path), Throws.TypeOf<ModelFormatException>().With.Message.Contains("outside the model's folder"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void A_file_cut_anywhere_is_refused_or_read_and_never_crashes()
    {
        using var model = EncoderModel.Bert(new(1, 8, 2, 8, 10, 8));
        byte[] whole = Bytes(model);
        for (int length = 0; length < whole.Length; length += 1 + whole.Length / 400)
            Survives(whole[..length]);
    }

    [Test]
    public void A_file_with_bytes_changed_is_refused_or_run_and_never_crashes()
    {
        using var model = EncoderModel.Bert(new(1, 8, 2, 8, 10, 8));
        byte[] whole = Bytes(model);
        var random = new RandomStream(5, "fuzz");
        for (int round = 0; round < 600; round++)
        {
            byte[] changed = [.. whole];
            for (int change = random.NextInt(1, 5); change > 0; change--)
                changed[random.NextInt(changed.Length)] = (byte)random.NextInt(256);
            Survives(changed);
        }
    }

    [Test]
    public void Random_bytes_are_refused()
    {
        var random = new RandomStream(6, "fuzz");
        for (int round = 0; round < 300; round++)
        {
            var bytes = new byte[random.NextInt(200)];
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)random.NextInt(256);
            Survives(bytes);
        }
    }

    [Test]
    public void A_tensor_that_claims_more_than_the_file_holds_is_refused_before_memory_is_taken()
    {
        byte[] huge = File(graph: Tagged(5, [.. Varint(1, 1L << 40), .. Varint(2, 1), .. Text(8, "w"), .. Tagged(9, new byte[4])]));
        Assert.That(() => OnnxReader.Read(huge), Throws.TypeOf<ModelFormatException>().With.Message.Contains("holds 4 bytes"));
        byte[] negative = File(graph: Tagged(5, [.. Varint(1, -3), .. Varint(2, 1), .. Text(8, "w")]));
        Assert.That(() => OnnxReader.Read(negative), Throws.TypeOf<ModelFormatException>().With.Message.Contains("-3"));
    }

    private static void Survives(byte[] bytes)
    {
        try
        {
            using var session = OnnxSession.Open(bytes, new() { Backend = OnnxBackend.Managed });
            OnnxInput[] inputs = [.. session.Inputs.Select(port => new OnnxInput(port.Name, port.Type is OnnxElementType.Int64 ? OnnxValue.Of(new long[4], 2, 2) : OnnxValue.Of(new float[4], 2, 2)))];
            using (session.Run(inputs)) { }
        }
        catch (Exception e) when (e is ModelFormatException or InvalidDataException or NotSupportedException or ArgumentException)
        {
            Assert.That(e.Message, Is.Not.Empty);
        }
    }

    private static byte[] Bytes(OnnxModel model)
    {
        using var stream = new MemoryStream();
        OnnxWriter.Write(model, stream);
        return stream.ToArray();
    }

    // The wire format by hand, so that the reader is not tested against the writer alone.
    private static byte[] File(byte[] graph) => [.. Varint(1, 8), .. Tagged(7, graph), .. Tagged(8, [.. Text(1, ""), .. Varint(2, 17)])];

    private static byte[] Tagged(int field, byte[] content) => [.. Number((ulong)(field * 8 + 2)), .. Number((ulong)content.Length), .. content];

    private static byte[] Text(int field, string text) => Tagged(field, System.Text.Encoding.UTF8.GetBytes(text));

    private static byte[] Varint(int field, long value) => [.. Number((ulong)(field * 8)), .. Number((ulong)value)];

    private static byte[] Number(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7)
            bytes.Add((byte)(value | 128));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
