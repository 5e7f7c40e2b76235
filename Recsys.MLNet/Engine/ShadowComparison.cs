namespace Recsys.MLNet.Engine;

/// <summary>How a shadow's lists differ from those that were answered, since this process started.</summary>
/// <param name="Model">The model that answers.</param>
/// <param name="Shadow">The model that is asked the same beside it.</param>
/// <param name="Version">Version of the shadow.</param>
/// <param name="Lists">Lists compared.</param>
/// <param name="Dropped">Requests not compared because the shadow could not keep up.</param>
/// <param name="Failed">Requests at which the shadow failed.</param>
/// <param name="Overlap">Mean share of the items that both lists have.</param>
/// <param name="SameFirst">Share of the lists with the same first item.</param>
/// <param name="MeanMilliseconds">Mean time of the shadow for a list.</param>
public sealed record ShadowComparison(string Model, string Shadow, string Version, long Lists, long Dropped, long Failed, double Overlap, double SameFirst, double MeanMilliseconds);
