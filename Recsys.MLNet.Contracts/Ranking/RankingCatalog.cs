using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Ranking: where rankers are found and evaluated.</summary>
public sealed class RankingCatalog : TrainCatalogBase
{
    internal RankingCatalog() { }

    public RankingTrainers Trainers { get; } = new();

    public RankingMetrics Evaluate(IDataView data, string labelColumnName = "Label", string rowGroupColumnName = "GroupId", string scoreColumnName = "Score") =>
        Evaluate(data, null, labelColumnName, rowGroupColumnName, scoreColumnName);

    public RankingMetrics Evaluate(IDataView data, RankingEvaluatorOptions options, string labelColumnName = "Label", string rowGroupColumnName = "GroupId", string scoreColumnName = "Score") =>
        new RankingEvaluator(options ?? new()).Evaluate(data, data.Schema[labelColumnName], data.Schema[rowGroupColumnName], data.Schema[scoreColumnName]);

    /// <summary>Rankers, added by extension methods.</summary>
    public sealed class RankingTrainers : CatalogInstantiatorBase
    {
        internal RankingTrainers() { }
    }
}
