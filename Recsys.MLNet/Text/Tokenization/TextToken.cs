namespace Recsys.MLNet.Text.Tokenization;

/// <summary>One token: its number in the vocabulary and the range of the original text it covers.</summary>
internal readonly record struct TextToken(int Id, int Start, int End);
