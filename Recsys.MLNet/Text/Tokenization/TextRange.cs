namespace Recsys.MLNet.Text.Tokenization;

/// <summary>A range of a text in UTF-16 units.</summary>
/// <param name="Start">First unit.</param>
/// <param name="End">One past the last unit; equal to <paramref name="Start"/> for tokens that no text stands behind.</param>
public readonly record struct TextRange(int Start, int End);
