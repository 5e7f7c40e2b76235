namespace Recsys.MLNet.Text.Encoders;

/// <summary>How far a file has come.</summary>
/// <param name="File">Its path in the folder.</param>
/// <param name="Have">Bytes there.</param>
/// <param name="Size">Bytes in all, or 0 where nobody says.</param>
public readonly record struct EncoderFetchProgress(string File, long Have, long Size);
