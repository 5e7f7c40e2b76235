namespace Recsys.MLNet.Text.Tokenization;

/// <summary>SentencePiece's visible blank: ' ' becomes ▁, one is put before the text, and pieces begin at each.</summary>
internal sealed class MetaspacePreTokenizer(char replacement, MetaspacePreTokenizer.Prepend prepend, bool split) : IPreTokenizer
{
    /// <summary>When a ▁ is put before a piece that does not begin with one.</summary>
    public enum Prepend
    {
        Always,
        First,
        Never,
    }

    public void Split(AlignedText piece, bool first, List<AlignedText> into)
    {
        if (piece.Length == 0)
            return;
        var marked = new AlignedText(piece.Length + 1);
        if (prepend != Prepend.Never && (prepend == Prepend.Always || first) && piece.Chars[0] != ' ' && piece.Chars[0] != replacement)
            marked.Add(replacement, piece.StartOf(0), piece.StartOf(0));
        for (int i = 0; i < piece.Length; i++)
        {
            if (piece.Chars[i] == ' ')
                marked.Add(replacement, piece.StartOf(i), piece.EndOf(i));
            else
                marked.Add(piece, i, i + 1);
        }
        if (!split)
        {
            into.Add(marked);
            return;
        }
        int from = 0;
        for (int i = 1; i <= marked.Length; i++)
        {
            if (i < marked.Length && marked.Chars[i] != replacement)
                continue;
            into.Add(marked.Slice(from, i));
            from = i;
        }
    }
}
