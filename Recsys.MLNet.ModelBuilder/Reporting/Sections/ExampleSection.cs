using static Recsys.MLNet.ModelBuilder.Reporting.Sections.SectionParts;

namespace Recsys.MLNet.ModelBuilder.Reporting.Sections;

/// <summary>Lists as users would get them, with what led to each item.</summary>
internal static class ExampleSection
{
    public static void Write(HtmlWriter html, ReportContent content)
    {
        Section(html, "examples", "Examples");
        Paragraph(html, "What the package answers as of its newest event. A reason names a source whose share of the item's score is at least 15\u00A0%. Rules, what was seen and diversity act after the score, so that scores need not fall from place to place.");
        foreach (var example in content.Measures.Examples)
        {
            html.Open("div", ("class", "example"));
            if (example.User.Length == 0)
                html.Element("h3", "Somebody who was never there before");
            else
                html.Open("h3").Text("User ").Element("bdi", example.User).Text(example.Events == 1 ? ", one behaviour remembered" : $", {Figures.Count(example.Events)} behaviours remembered").Close();
            if (example.History.Count > 0)
            {
                html.Open("p", ("class", "soft")).Text("Last: ");
                for (int i = 0; i < example.History.Count; i++)
                    html.Text(i > 0 ? "; " : "").Element("bdi", example.History[i]);
                html.Close();
            }
            Table(html, "Recommended", "#", "item", "because", "#score");
            for (int i = 0; i < example.Items.Count; i++)
            {
                var (item, title) = example.Items[i];
                html.Open("tr");
                Cell(html, Figures.Count(i + 1), "n");
                html.Open("td", ("class", "name")).Element("bdi", title).Close();
                html.Open("td", ("class", "long")).Element("bdi", string.Join("; ", item.Reasons.Select(r => r.Text))).Close();
                html.Open("td", ("class", "n")).Number(item.Score, Figures.Short(item.Score)).Close();
                html.Close();
            }
            EndTable(html);
            html.Close();
        }
        html.Close();
    }
}
