namespace Recsys.MLNet.Features.Declared;

/// <summary>What two texts are compared by.</summary>
public enum MatchBy : byte
{
    /// <summary>Words; a Chinese, Japanese or Korean character is a word.</summary>
    Term,

    /// <summary>Runs of characters: forgives endings and typing errors.</summary>
    Ngram,
}
