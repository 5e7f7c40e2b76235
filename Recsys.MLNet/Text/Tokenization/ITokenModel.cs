namespace Recsys.MLNet.Text.Tokenization;

/// <summary>Turns one piece of normalised text into tokens of a vocabulary.</summary>
internal interface ITokenModel
{
    /// <summary>One more than the highest token number.</summary>
    int VocabularySize { get; }

    /// <summary>Number of a token's text, or −1.</summary>
    int Find(string token);

    void Tokenize(AlignedText piece, List<TextToken> into);
}
