namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>A file of a folder of rows: those of some requests in a row of the plan.</summary>
/// <param name="File">Its name.</param>
/// <param name="Requests">Requests that gave rows.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Asked">Requests asked for candidates.</param>
/// <param name="NotRecalled">Those whose wanted items no source named, or serving would hide.</param>
public sealed record RowPart(string File, int Requests, long Rows, int Asked, int NotRecalled);
