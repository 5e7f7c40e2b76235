using System.Text.Json;
using System.Text.Json.Nodes;
using static Recsys.MLNet.ModelBuilder.Reporting.Sections.SectionParts;

namespace Recsys.MLNet.ModelBuilder.Reporting.Sections;

/// <summary>The model card: what the package is for, what it was made of, how far it has looked, and what not to expect of it.</summary>
internal static class CardSection
{
    public static void Write(HtmlWriter html, ReportContent content)
    {
        var manifest = content.Manifest;
        Section(html, "card", "Model card");
        Paragraph(html, "Intended use: ordered lists of this catalogue's items for this catalogue's users, with reasons. Not for decisions about people, such as credit, hiring or care, and not for another catalogue: items and users are known by their ids.");
        html.Element("h3", "Limits");
        html.Open("ul");
        foreach (string limit in Limits(content))
            html.Element("li", limit);
        html.Close();

        Table(html, "Identity", "what", "value");
        Row(html, "version", manifest.Version);
        Row(html, "written by", manifest.Product);
        Row(html, "package format", Figures.Count(manifest.Format));
        Row(html, "data fingerprint", manifest.DataFingerprint.Length > 0 ? manifest.DataFingerprint : "not known");
        Row(html, "feature schema", manifest.SchemaHash.Length > 0 ? manifest.SchemaHash : "none: no ranker over serving features");
        EndTable(html);

        Table(html, "Training cutoffs: nothing later was looked at", "model", "#events", "newest");
        foreach (var (model, cutoff) in manifest.Cutoffs.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            html.Open("tr").Element("th", model, ("scope", "row"));
            Cell(html, Figures.Count(cutoff.Events), "n");
            Cell(html, Figures.Moment(cutoff.Time));
            html.Close();
        }
        EndTable(html);

        Table(html, "Sections", "section", "#size", "SHA-256");
        foreach (var section in manifest.Sections)
        {
            html.Open("tr").Element("th", section.Name, ("scope", "row"));
            Cell(html, Figures.Bytes(section.Length), "n");
            Cell(html, section.Sha256.Length > 16 ? section.Sha256[..16] + "…" : section.Sha256);
            html.Close();
        }
        EndTable(html);

        Table(html, "Options", "option", "value");
        foreach (var (name, value) in Flat(manifest.Options, ""))
            Row(html, name, value);
        EndTable(html);
        html.Close();
    }

    /// <summary>What the figures themselves say about where not to trust it.</summary>
    private static IEnumerable<string> Limits(ReportContent content)
    {
        if (content.Evaluation is not { } e)
        {
            yield return "Its quality was not evaluated here.";
        }
        else
        {
            string lead = EvaluationJson.NameOf(e.Lead);
            yield return $"Quality was measured offline, under the protocol above, with what happened while another system chose what people saw. An experiment with users can read otherwise.";
            if (e.BestFloor is { } floor)
            {
                string name = EvaluationJson.NameOf(floor);
                var difference = EvaluationJson.Versus(e.Lead, name, "all", e.Metric);
                if (!(difference.Low > 0))
                    yield return $"Over all queries {lead} is not clearly better than {name}, which learns nothing: {Figures.Difference(difference.Value)} [{Figures.Difference(difference.Low)}, {Figures.Difference(difference.High)}].";
                foreach (var (slice, queries) in e.Slices)
                    if (EvaluationJson.Versus(e.Lead, name, slice, e.Metric) is { High: < 0 } worse)
                        yield return $"On the slice {slice} ({Figures.Count(queries)} queries) {lead} is worse than {name}: {Figures.Difference(worse.Value)} [{Figures.Difference(worse.Low)}, {Figures.Difference(worse.High)}].";
            }
            foreach (var (slice, queries) in e.Slices.Where(s => s.Queries < 200))
                yield return $"The slice {slice} has only {Figures.Count(queries)} queries; its figures say little.";
        }
        if (content.Audit is { } audit)
            foreach (var finding in audit.Findings.Where(f => f.Severity == Data.Audit.AuditSeverity.Warning))
                yield return $"Data: {finding.Message}";
        yield return "Latency was measured without load, in one process.";
    }

    private static IEnumerable<(string Name, string Value)> Flat(JsonNode? node, string path)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var (key, value) in o)
                    foreach (var inner in Flat(value, path.Length > 0 ? $"{path}.{key}" : key))
                        yield return inner;
                break;
            case JsonArray a when a.Any(v => v is JsonObject or JsonArray):
                for (int i = 0; i < a.Count; i++)
                    foreach (var inner in Flat(a[i], $"{path}[{i}]"))
                        yield return inner;
                break;
            case JsonArray a:
                yield return (path, string.Join(", ", a.Select(Plain)));
                break;
            default:
                yield return (path, Plain(node));
                break;
        }
    }

    private static string Plain(JsonNode? value) => value is null ? "none" : value.GetValueKind() == JsonValueKind.String ? (string)value! : value.ToJsonString();

    private static void Row(HtmlWriter html, string what, string value)
    {
        html.Open("tr").Element("th", what, ("scope", "row"));
        Cell(html, value, "long");
        html.Close();
    }
}
