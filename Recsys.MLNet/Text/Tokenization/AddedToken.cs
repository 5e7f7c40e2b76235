namespace Recsys.MLNet.Text.Tokenization;

/// <summary>A token recognised in the text as a whole, before the model sees the rest.</summary>
internal sealed record AddedToken(string Content, int Id, bool SingleWord, bool StripLeft, bool StripRight, bool Normalized, bool Special);
