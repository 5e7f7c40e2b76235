using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Recsys.MLNet.Data;
using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet.Text;

/// <summary>Vectors of texts as a NumPy file: version 1.0, float32, little-endian, (texts, dimensions) in C order.</summary>
public static class NpyFile
{
    private const int TextsAtOnce = 256;

    /// <summary>Encodes texts a block at a time into a file, which appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="texts">One row each.</param>
    /// <param name="encoder">What makes the vectors.</param>
    /// <param name="run">Progress and cancellation.</param>
    public static void Write(string path, IReadOnlyList<string> texts, ITextEncoder encoder, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(run);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(Header(texts.Count, encoder.Dimensions));
            var vectors = new float[Math.Min(TextsAtOnce, texts.Count) * encoder.Dimensions];
            var bytes = new byte[vectors.Length * sizeof(float)];
            for (int from = 0; from < texts.Count; from += TextsAtOnce)
            {
                run.Cancellation.ThrowIfCancellationRequested();
                run.Report("encode", (double)from / texts.Count);
                var block = texts.Skip(from).Take(TextsAtOnce).ToArray();
                var values = vectors.AsSpan(0, block.Length * encoder.Dimensions);
                encoder.Encode(block, values, run.Cancellation);
                for (int i = 0; i < values.Length; i++)
                    BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
                stream.Write(bytes.AsSpan(0, values.Length * sizeof(float)));
            }
        });
        run.Report("encode", 1);
    }

    // Magic, version, length of the rest, a Python literal padded with blanks so that the numbers begin at a multiple of 64.
    private static byte[] Header(int rows, int columns)
    {
        string literal = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
        int size = (10 + literal.Length + 1 + 63) / 64 * 64;
        var header = new byte[size];
        new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0 }.CopyTo(header, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(size - 10));
        Encoding.ASCII.GetBytes(literal.PadRight(size - 11) + "\n", header.AsSpan(10));
        return header;
    }
}
