using System.Text.Json.Nodes;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>Rows of the ranker in a folder.</summary>
/// <param name="Folder">The folder; <c>rows.json</c> in it names the files.</param>
/// <param name="Features">Columns of features.</param>
/// <param name="Parts">The files, in the order of the log.</param>
/// <param name="Found">How many of them were there before.</param>
public sealed record RowsReport(string Folder, IReadOnlyList<string> Features, IReadOnlyList<RowPart> Parts, int Found)
{
    /// <summary>The form of reports.</summary>
    public JsonObject ToJson() => new()
    {
        ["format"] = 1,
        ["task"] = "rows",
        ["folder"] = Folder,
        ["requests"] = Parts.Sum(p => p.Requests),
        ["rows"] = Parts.Sum(p => p.Rows),
        ["files"] = Parts.Count,
        ["found"] = Found,
        ["notRecalled"] = Parts.Sum(p => p.Asked) is > 0 and var asked ? Math.Round((double)Parts.Sum(p => p.NotRecalled) / asked, 4) : null,
        ["labels"] = new JsonArray([RowLabels.Grade, .. RowLabels.Aims.Select(a => (JsonNode)a)]),
        ["features"] = new JsonArray([.. Features.Select(f => (JsonNode)f)]),
    };
}
