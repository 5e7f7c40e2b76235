namespace Recsys.MLNet.Text.Tokenization;

/// <summary>Cuts normalised text into pieces that the model never joins.</summary>
internal interface IPreTokenizer
{
    /// <param name="piece">The text to cut.</param>
    /// <param name="first">Whether the piece begins the text.</param>
    /// <param name="into">Receives the pieces in order.</param>
    void Split(AlignedText piece, bool first, List<AlignedText> into);
}
