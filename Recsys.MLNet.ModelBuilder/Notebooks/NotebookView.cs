using System.Net;

namespace Recsys.MLNet.ModelBuilder.Notebooks;

/// <summary>Something to look at: HTML where a notebook shows it, text where a program prints it. Knows nothing of any kernel.</summary>
/// <remarks>In a C# kernel: <c>display(HTML(view.ToHtml()))</c>; in a program: <c>Console.WriteLine(view)</c>.</remarks>
public abstract class NotebookView
{
    /// <summary>A piece of HTML that stands alone: no script, no style sheet, nothing fetched.</summary>
    public abstract string ToHtml();

    /// <summary>The same as plain text.</summary>
    public abstract override string ToString();

    private protected static string Escape(string text) => WebUtility.HtmlEncode(text);
}
