namespace Recsys.MLNet.Text.Encoders;

/// <summary>A file of a published encoder.</summary>
/// <param name="Path">Where it lies in the folder, such as <c>onnx/model.onnx</c>.</param>
/// <param name="Bytes">Its size, or 0 where the list does not know it.</param>
/// <param name="Sha256">Its checksum in lower-case hexadecimal, or null where the list does not know it; then the one that the server states is held to.</param>
/// <param name="Optional">Whether the encoder works without it.</param>
public sealed record EncoderFile(string Path, long Bytes = 0, string? Sha256 = null, bool Optional = false);
