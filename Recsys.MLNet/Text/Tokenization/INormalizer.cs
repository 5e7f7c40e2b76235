namespace Recsys.MLNet.Text.Tokenization;

/// <summary>One step from raw text towards what the vocabulary was built on.</summary>
internal interface INormalizer
{
    AlignedText Apply(AlignedText text);
}
